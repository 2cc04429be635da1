package com.datafly.signal.dr.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.Lease;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.FaultPlan;
import com.datafly.signal.dr.tck.FaultyJournal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests and answers that get lost on the way to any kind of place. */
class JournalFaultsTest extends JournalsFixture {

    private static final List<Fault> PASSING =
            List.of(Fault.REFUSED, Fault.THROTTLED, Fault.REQUEST_LOST, Fault.ANSWER_LOST);
    private static final LeaseHolder HOLDER = new LeaseHolder("test", "run-1");
    private static final Duration TTL = Duration.ofSeconds(30);

    private final FaultPlan faults = FaultPlan.create();

    @ParameterizedTest
    @EnumSource
    void whateverIsLostOnceEveryRecordIsThereOnce(Kind kind) {
        Kind.Opener place = kind.in(folder);
        Journals journals = faulty(place);
        RunJournal journal = journals.create("run-1", entries("planned"));
        for (Fault first : PASSING) {
            for (Fault second : PASSING) {
                faults.next("append", first);
                faults.next("append", second);
                journal.append(entries(first + "-" + second, "second of the block"));
                journals.inbox("run-1").append(entries(first + "-" + second));
            }
        }

        RunJournal opened = journals(place.open()).open("run-1");
        assertThat(types(opened)).hasSize(1 + 2 * 16);
        assertThat(types(opened).stream().filter(type -> type.contains("-")))
                .hasSize(16)
                .doesNotHaveDuplicates();
        assertThat(opened.head()).isEqualTo(journal.head());
        assertThat(opened.verify().isIntact()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aLostAnswerIsResolvedEvenWhereTheReadIsRefusedAtFirst(Kind kind) {
        RunJournal journal = faulty(kind.in(folder)).create("run-1", entries("planned"));
        faults.next("append", Fault.ANSWER_LOST);
        faults.next("read", Fault.THROTTLED);
        faults.next("read", Fault.REFUSED);

        journal.append(entries("one"));

        assertThat(types(journal)).containsExactly("planned", "one");
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeResolvedIsUnknownAndFoundLater(Kind kind) {
        RunJournal journal = faulty(kind.in(folder)).create("run-1", entries("planned"));
        faults.next("append", Fault.ANSWER_LOST);
        faults.next("read", unreadable());

        DrException unknown = failure(ErrorCode.UNAVAILABLE, Effect.UNKNOWN, () -> journal.append(entries("one")));
        assertThat(unknown.retry()).isEqualTo(RetryAdvice.RECONCILE_FIRST);

        journal.append(entries("two"));
        assertThat(types(journal)).containsExactly("planned", "one", "two");
        assertThat(journal.verify().isIntact()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatArrivesLateIsRecognisedAsOurs(Kind kind) {
        Kind.Opener place = kind.in(folder);
        LateJournal late = new LateJournal(place.open());
        RunJournal journal = journals(late).create("run-1", entries("planned"));
        late.holdBack();
        failure(ErrorCode.UNAVAILABLE, Effect.UNKNOWN, () -> journal.append(entries("one")));
        late.deliver();

        journal.append(entries("two"));

        assertThat(types(journal)).containsExactly("planned", "one", "two");
        failure(ErrorCode.CONFLICT, late::deliver);
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatNeverArrivesLeavesItsPlaceToTheNext(Kind kind) {
        LateJournal late = new LateJournal(kind.in(folder).open());
        RunJournal journal = journals(late).create("run-1", entries("planned"));
        late.holdBack();
        failure(ErrorCode.UNAVAILABLE, Effect.UNKNOWN, () -> journal.append(entries("one")));

        late.letThrough();
        journal.append(entries("two"));

        assertThat(types(journal)).containsExactly("planned", "two");
        failure(ErrorCode.CONFLICT, late::deliver);
        assertThat(journal.verify().isIntact()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRefusedForGoodChangesNothing(Kind kind) {
        RunJournal journal = faulty(kind.in(folder)).create("run-1", entries("planned"));
        faults.next("append", DrException.of(ErrorCode.QUOTA, "append", "no space left"));
        failure(ErrorCode.QUOTA, () -> journal.append(entries("one")));
        faults.next("append", Fault.REFUSED, 100);
        failure(ErrorCode.UNAVAILABLE, () -> journal.append(entries("one")));
        faults.clear();

        journal.append(entries("two"));

        assertThat(types(journal)).containsExactly("planned", "two");
    }

    @ParameterizedTest
    @EnumSource
    void aFencedRunnerIsToldSoEvenWhenItsAnswersAreLost(Kind kind) {
        Kind.Opener place = kind.in(folder);
        RunJournal stale = faulty(place).create("run-1", entries("planned"));
        journals(place.open()).open("run-1").takeOver(entries("runner-started"));
        faults.next("append", Fault.REQUEST_LOST);

        failure(ErrorCode.FENCED, () -> stale.append(entries("stale")));
    }

    @ParameterizedTest
    @EnumSource
    void leasesAndAnchorsSurviveLostAnswers(Kind kind) {
        Kind.Opener place = kind.in(folder);
        Journals journals = faulty(place);
        RunJournal journal = journals.create("run-1", entries("planned"));
        for (Fault fault : PASSING) {
            faults.next("setRegister", fault);
            try (Lease lease = journals.leases().acquire("db:" + fault, HOLDER, TTL)) {
                faults.next("setRegister", fault);
                lease.renew();
                faults.next("setRegister", fault);
                lease.renew();
                assertThat(lease.isHeld()).isTrue();
                assertThat(lease.epoch()).isEqualTo(1);
                faults.next("setRegister", fault);
            }
            assertThat(journals.leases().find("db:" + fault).orElseThrow().released())
                    .isTrue();
            journal.append(entries("next"));
            faults.next("setRegister", fault);
            faults.next("register", Fault.THROTTLED);
            journal.anchor();
            assertThat(journal.verify().anchor()).contains(journal.head());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRenewalWhoseAnswerIsLostForGoodDoesNotLoseTheLease(Kind kind) {
        Journals journals = faulty(kind.in(folder));
        Lease lease = journals.leases().acquire("db:1", HOLDER, TTL);
        faults.next("setRegister", Fault.ANSWER_LOST);
        faults.next("register", unreadable());
        failure(ErrorCode.UNAVAILABLE, Effect.UNKNOWN, lease::renew);

        lease.renew();

        assertThat(lease.isHeld()).isTrue();
        assertThat(lease.epoch()).isEqualTo(1);
    }

    @Test
    void noEntriesAreNoRecords() {
        RunJournal journal = faulty(Kind.MEMORY.in(folder)).create("run-1", entries("planned"));
        faults.next("append", Fault.DEFECT);

        assertThat(journal.append(List.<JournalEntry>of())).isEmpty();
    }

    private Journals faulty(Kind.Opener place) {
        return journals(FaultyJournal.of(place.open(), faults));
    }

    private static DrException unreadable() {
        return DrException.of(ErrorCode.UNAVAILABLE, "read", "unreachable for good");
    }
}
