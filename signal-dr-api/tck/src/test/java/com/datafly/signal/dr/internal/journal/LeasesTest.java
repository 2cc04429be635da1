package com.datafly.signal.dr.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.JournalRecord;
import com.datafly.signal.dr.journal.Lease;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.journal.LeaseStatus;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.FaultPlan;
import com.datafly.signal.dr.tck.FaultyJournal;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LeasesTest extends JournalsFixture {

    private static final String DATABASE = "aws-rds:eu-west-1/orders";
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final LeaseHolder FIRST = new LeaseHolder("orders@one", "run-1");
    private static final LeaseHolder SECOND = new LeaseHolder("orders@two", "run-2");

    /** The clock of another machine. */
    private final SettableClock there = SettableClock.at("2025-01-15T10:30:07Z");

    @ParameterizedTest
    @EnumSource
    void aHeldLeaseIsRefusedAndItsHolderNamed(Kind kind) {
        Kind.Opener place = kind.in(folder);
        Lease lease = journals(place.open()).leases().acquire(DATABASE, FIRST, TTL);
        assertThat(lease.isHeld()).isTrue();
        assertThat(lease.epoch()).isEqualTo(1);

        DrException held = failure(
                ErrorCode.CONFLICT, () -> journalsThere(place.open()).leases().acquire(DATABASE, SECOND, TTL));

        assertThat(held.getMessage()).contains(DATABASE, "orders@one", "run-1", "since 2025-01-15T10:30:00Z", "HINT: ");
        assertThat(held.retryAfter()).contains(TTL);
        assertThat(journalsThere(place.open())
                        .leases()
                        .acquire("another", SECOND, TTL)
                        .isHeld())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aReleasedLeaseIsFreeAndItsEpochGoesOn(Kind kind) {
        Kind.Opener place = kind.in(folder);
        Lease lease = journals(place.open()).leases().acquire(DATABASE, FIRST, TTL);
        lease.release();
        lease.close();
        assertThat(lease.isHeld()).isFalse();
        failure(ErrorCode.FENCED, lease::requireHeld);
        failure(ErrorCode.FENCED, lease::renew);

        Lease next = journalsThere(place.open()).leases().acquire(DATABASE, SECOND, TTL);

        assertThat(next.epoch()).isEqualTo(2);
        assertThat(journals(place.open()).leases().find(DATABASE))
                .contains(new LeaseStatus(DATABASE, SECOND, 2, there.instant(), TTL, false));
        assertThat(journals(place.open()).leases().find("another")).isEmpty();
        lease.release();
        assertThat(next.isHeld()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aLeaseThatIsNotRenewedExpiresOnceItWasWatchedLongEnough(Kind kind) {
        Kind.Opener place = kind.in(folder);
        Lease lost = journals(place.open()).leases().acquire(DATABASE, FIRST, TTL);
        Journals watcher = journalsThere(place.open());
        there.advance(Duration.ofHours(5));
        failure(ErrorCode.CONFLICT, () -> watcher.leases().acquire(DATABASE, SECOND, TTL));
        there.advance(TTL.minusNanos(1));
        DrException soon = failure(ErrorCode.CONFLICT, () -> watcher.leases().acquire(DATABASE, SECOND, TTL));
        assertThat(soon.retryAfter()).contains(Duration.ofNanos(1));
        there.advance(Duration.ofNanos(1));

        Lease taken = watcher.leases().acquire(DATABASE, SECOND, TTL);

        assertThat(taken.epoch()).isEqualTo(2);
        failure(ErrorCode.FENCED, lost::renew);
        assertThat(lost.isHeld()).isFalse();
        lost.release();
        assertThat(taken.isHeld()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aRenewalIsSeenByWhoeverWatches(Kind kind) {
        Kind.Opener place = kind.in(folder);
        Lease lease = journals(place.open()).leases().acquire(DATABASE, FIRST, TTL);
        Journals watcher = journalsThere(place.open());
        for (int i = 0; i < 20; i++) {
            failure(ErrorCode.CONFLICT, () -> watcher.leases().acquire(DATABASE, SECOND, TTL));
            there.advance(TTL.dividedBy(3));
            clock.advance(TTL.dividedBy(3));
            lease.renew();
        }
        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void clocksThatJumpForHoursNeitherStealNorProlong() {
        Kind.Opener place = Kind.MEMORY.in(folder);
        for (Duration jump : List.of(Duration.ofHours(6), Duration.ofHours(-6))) {
            Lease lease = journals(place.open()).leases().acquire(DATABASE + jump, FIRST, TTL);
            Journals watcher = journalsThere(place.open());
            failure(ErrorCode.CONFLICT, () -> watcher.leases().acquire(DATABASE + jump, SECOND, TTL));

            there.set(there.instant().plus(jump));
            clock.set(clock.instant().plus(jump));

            assertThat(lease.remaining()).isEqualTo(TTL.minus(TTL.dividedBy(10)));
            failure(ErrorCode.CONFLICT, () -> watcher.leases().acquire(DATABASE + jump, SECOND, TTL));
            there.advance(TTL);
            assertThat(watcher.leases().acquire(DATABASE + jump, SECOND, TTL).epoch())
                    .isEqualTo(2);
            clock.advance(TTL);
            assertThat(lease.isHeld()).isFalse();
        }
    }

    @Test
    void theHolderStopsBeforeAnybodyElseBegins() {
        Kind.Opener place = Kind.MEMORY.in(folder);
        Lease lease = journals(place.open()).leases().acquire(DATABASE, FIRST, TTL);

        clock.advance(Duration.ofSeconds(26));
        lease.requireHeld();
        clock.advance(Duration.ofSeconds(1));

        failure(ErrorCode.FENCED, lease::requireHeld);
        lease.renew();
        assertThat(lease.isHeld()).as("nobody took it, so it can be renewed").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aHolderOnThisMachineWhoseProcessEndedIsFoundOutAtOnce(Kind kind) {
        Kind.Opener place = kind.in(folder);
        ProcessIdentity alive = ProcessIdentity.current().orElseThrow();
        ProcessIdentity dead = new ProcessIdentity(alive.space(), alive.pid(), alive.startTicks() - 1);
        hold(place.open(), dead);

        assertThat(journals(place.open())
                        .leases()
                        .acquire(DATABASE, SECOND, TTL)
                        .epoch())
                .isEqualTo(8);
    }

    @Test
    void nothingIsConcludedAboutAProcessElsewhere() {
        Kind.Opener place = Kind.MEMORY.in(folder);
        ProcessIdentity alive = ProcessIdentity.current().orElseThrow();
        hold(place.open(), new ProcessIdentity("another boot pid:[1]", alive.pid(), alive.startTicks() - 1));

        failure(ErrorCode.CONFLICT, () -> journals(place.open()).leases().acquire(DATABASE, SECOND, TTL));
        assertThat(alive.isDead()).isFalse();
        assertThat(new ProcessIdentity(alive.space(), Integer.MAX_VALUE, 1).isDead())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void whoeverTakesALeaseOverFencesTheRunThatHeldIt(Kind kind) {
        Kind.Opener place = kind.in(folder);
        RunJournal stale = journals(place.open()).create("run-1", entries("planned"));
        Lease lost = journals(place.open()).leases().acquire(DATABASE, FIRST, TTL);
        stale.append(entries("intent"));
        Journals other = journalsThere(place.open());
        other.create("run-2", entries("planned"));

        takeOver(other);

        failure(ErrorCode.FENCED, () -> stale.append(entries("another intent")));
        List<JournalRecord> records = records(other.open("run-1"));
        assertThat(records).extracting(JournalRecord::type).containsExactly("planned", "intent", "fenced");
        assertThat(records.get(2).epoch()).isEqualTo(2);
        assertThat(records.get(2).body())
                .containsEntry("resource", DATABASE)
                .containsEntry("by", "orders@two")
                .containsEntry("run", "run-2");
        assertThat(types(other.open("run-2"))).containsExactly("planned");
        failure(ErrorCode.FENCED, lost::renew);
    }

    @Test
    void aResumedRunIsNotFencedByItself() {
        Kind.Opener place = Kind.MEMORY.in(folder);
        journals(place.open()).create("run-1", entries("planned"));
        journals(place.open()).leases().acquire(DATABASE, FIRST, TTL);
        Journals resuming = journalsThere(place.open());
        failure(ErrorCode.CONFLICT, () -> resuming.leases().acquire(DATABASE, FIRST, TTL));
        there.advance(TTL);

        assertThat(resuming.leases().acquire(DATABASE, FIRST, TTL).epoch()).isEqualTo(2);
        assertThat(types(resuming.open("run-1"))).containsExactly("planned");
    }

    @Test
    void aReleasedLeaseFencesNobody() {
        Kind.Opener place = Kind.MEMORY.in(folder);
        RunJournal journal = journals(place.open()).create("run-1", entries("planned"));
        journals(place.open()).leases().acquire(DATABASE, FIRST, TTL).release();

        journalsThere(place.open()).leases().acquire(DATABASE, SECOND, TTL);

        journal.append(entries("finished"));
        assertThat(types(journal)).containsExactly("planned", "finished");
    }

    @ParameterizedTest
    @EnumSource
    void aFencingThatFailedIsMadeUpForByTheNextHolder(Kind kind) {
        Kind.Opener place = kind.in(folder);
        RunJournal stale = journals(place.open()).create("run-1", entries("planned"));
        journals(place.open()).leases().acquire(DATABASE, FIRST, TTL);
        FaultPlan faults = FaultPlan.create();
        Journals failing = Journals.over(FaultyJournal.of(place.open(), faults), text -> text, there, there);
        failure(ErrorCode.CONFLICT, () -> failing.leases().acquire(DATABASE, SECOND, TTL));
        there.advance(TTL);
        faults.next("append", Fault.REFUSED, 100);
        failure(ErrorCode.UNAVAILABLE, () -> failing.leases().acquire(DATABASE, SECOND, TTL));
        stale.append(entries("not fenced yet, and nobody else has begun"));
        assertThat(journals(place.open()).leases().find(DATABASE).orElseThrow().released())
                .isTrue();

        LeaseHolder third = new LeaseHolder("orders@three", "run-3");
        journals(place.open()).leases().acquire(DATABASE, third, TTL);

        failure(ErrorCode.FENCED, () -> stale.append(entries("too late")));
        assertThat(types(journals(place.open()).open("run-1")))
                .endsWith("fenced")
                .hasSize(3);
    }

    @Test
    void whoWaitsGetsTheLeaseWhenItExpires() {
        Kind.Opener place = Kind.MEMORY.in(folder);
        journals(place.open()).leases().acquire(DATABASE, FIRST, TTL);

        Lease lease = journalsThere(place.open()).leases().acquire(DATABASE, SECOND, TTL, Duration.ofSeconds(31));

        assertThat(lease.epoch()).isEqualTo(2);
        DrException held = failure(
                ErrorCode.CONFLICT,
                () -> journals(place.open()).leases().acquire(DATABASE, FIRST, TTL, Duration.ofSeconds(3)));
        assertThat(held.getMessage()).contains("orders@two");
    }

    @Test
    void anInterruptedWaitIsCancelled() {
        Kind.Opener place = Kind.MEMORY.in(folder);
        journals(place.open()).leases().acquire(DATABASE, FIRST, TTL);
        Thread.currentThread().interrupt();

        failure(
                ErrorCode.CANCELLED,
                () -> journals(place.open()).leases().acquire(DATABASE, SECOND, TTL, Duration.ofMinutes(5)));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatIsNoLeaseIsSaidToBeNone() {
        Kind.Opener place = Kind.MEMORY.in(folder);
        Journals journals = journals(place.open());
        failure(ErrorCode.INVALID_ARGUMENT, () -> journals.leases().acquire(DATABASE, FIRST, Duration.ofMillis(999)));
        LeaseHolder noRun = new LeaseHolder("orders@one", "no run");
        failure(ErrorCode.INVALID_ARGUMENT, () -> journals.leases().acquire(DATABASE, noRun, TTL));
        String register = LeaseName.of(DATABASE).register();
        Optional<String> version = Optional.of(place.open()
                .setRegister(register, "{}".getBytes(UTF_8), Optional.empty())
                .version());
        failure(ErrorCode.INTEGRITY_FAILED, () -> journals.leases().acquire(DATABASE, FIRST, TTL));

        place.open().setRegister(register, "{\"format\":2}".getBytes(UTF_8), version);

        DrException newer =
                failure(ErrorCode.UNSUPPORTED, () -> journals.leases().find(DATABASE));
        assertThat(newer.getMessage()).contains("format 2", "up to 1");
    }

    @Test
    void resourcesThatLookAlikeHaveLeasesOfTheirOwn() {
        Journals journals = journals(Kind.MEMORY.in(folder).open());
        String longest = "x".repeat(500);
        for (String resource : List.of("a:b", "a/b", "A:b", "a-b", "", "ä", longest + "1", longest + "2")) {
            assertThat(journals.leases().acquire(resource, FIRST, TTL).epoch()).isEqualTo(1);
        }
    }

    private void takeOver(Journals other) {
        failure(ErrorCode.CONFLICT, () -> other.leases().acquire(DATABASE, SECOND, TTL));
        there.advance(TTL);
        other.leases().acquire(DATABASE, SECOND, TTL);
    }

    private void hold(JournalDriver driver, ProcessIdentity holder) {
        LeaseName name = LeaseName.of(DATABASE);
        LeaseStatus status = new LeaseStatus(DATABASE, FIRST, 7, Instant.parse("2025-01-15T10:00:00Z"), TTL, false);
        LeaseState state = new LeaseState(status, "token", Optional.of(holder), 0, List.of());
        driver.setRegister(name.register(), state.encode(), Optional.empty());
    }

    private Journals journalsThere(JournalDriver driver) {
        return Journals.over(driver, text -> text, there, there);
    }
}
