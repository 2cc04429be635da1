package com.datafly.signal.dr.k8s.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.journal.Lease;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.k8s.testing.Fault;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.tck.SettableClock;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Leases as objects of the cluster. */
class ClusterLeasesTest extends ClusterFixture {

    private static final String DATABASE = "aws-rds:eu-west-1/orders";
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final LeaseHolder FIRST = new LeaseHolder("orders@one", "run-1");
    private static final LeaseHolder SECOND = new LeaseHolder("orders@two", "run-2");

    /** The clock of another machine. */
    private final SettableClock there = SettableClock.at("2025-01-15T10:30:07Z");

    @Test
    void aLeaseIsShownWherePeopleLookForIt() {
        Lease lease = journals(site().open()).leases().acquire(DATABASE, FIRST, TTL);

        JsonNode spec = object().path("spec");
        assertThat(spec.path("holderIdentity").asText()).isEqualTo("orders@one for run run-1");
        assertThat(spec.path("leaseDurationSeconds").asInt()).isEqualTo(30);
        assertThat(spec.path("leaseTransitions").asInt()).isEqualTo(1);
        assertThat(spec.path("acquireTime").asText()).isEqualTo("2025-01-15T10:30:00.000000Z");
        assertThat(object().at("/metadata/annotations/signal-dr.datafly.com~1name")
                        .asText())
                .startsWith("lease/r-aws-rds-eu-west-1-orders-");

        lease.release();

        assertThat(object().path("spec").path("holderIdentity").asText()).isEmpty();
        assertThat(object().path("spec").path("leaseTransitions").asInt()).isEqualTo(1);
    }

    @Test
    void theEpochIsTheNumberOfTransitionsAndOnlyGrows() {
        for (int epoch = 1; epoch <= 4; epoch++) {
            Lease lease = journals(site().open()).leases().acquire(DATABASE, epoch % 2 == 0 ? FIRST : SECOND, TTL);
            assertThat(lease.epoch()).isEqualTo(epoch);
            lease.renew();
            assertThat(object().path("spec").path("leaseTransitions").asInt()).isEqualTo(epoch);
            lease.release();
        }
    }

    @Test
    void aRunnerThatFallsSilentIsFencedByWhoeverTakesItsLease() {
        Journals silent = journals(site().open());
        RunJournal stale = silent.create("run-1", entries("planned"));
        Lease lost = silent.leases().acquire(DATABASE, FIRST, TTL);
        Journals watcher = journals(site().open(), there);
        assertThat(failure(ErrorCode.CONFLICT, () -> watcher.leases().acquire(DATABASE, SECOND, TTL))
                        .getMessage())
                .contains("orders@one for run run-1");
        there.advance(TTL);

        Lease taken = watcher.leases().acquire(DATABASE, SECOND, TTL);

        assertThat(taken.epoch()).isEqualTo(2);
        failure(ErrorCode.FENCED, lost::renew);
        failure(ErrorCode.FENCED, () -> stale.append(entries("stale")));
        assertThat(types(journals(site().open()).open("run-1"))).containsExactly("planned", "fenced");
    }

    @Test
    void clocksThatJumpForHoursNeitherStealNorProlong() {
        for (Duration jump : List.of(Duration.ofHours(6), Duration.ofHours(-6))) {
            Lease lease = journals(site().open()).leases().acquire(DATABASE + jump, FIRST, TTL);
            Journals watcher = journals(site().open(), there);
            failure(ErrorCode.CONFLICT, () -> watcher.leases().acquire(DATABASE + jump, SECOND, TTL));

            there.set(there.instant().plus(jump));
            clock.set(clock.instant().plus(jump));
            lease.renew();

            failure(ErrorCode.CONFLICT, () -> watcher.leases().acquire(DATABASE + jump, SECOND, TTL));
            there.advance(TTL.minusNanos(1));
            failure(ErrorCode.CONFLICT, () -> watcher.leases().acquire(DATABASE + jump, SECOND, TTL));
            there.advance(Duration.ofNanos(1));
            assertThat(watcher.leases().acquire(DATABASE + jump, SECOND, TTL).epoch())
                    .isEqualTo(2);
            clock.advance(TTL);
            assertThat(lease.isHeld()).isFalse();
        }
    }

    @Test
    void leasesAndAnchorsSurviveWhateverIsLost() {
        Journals journals = journals(site().open());
        RunJournal journal = journals.create("run-1", entries("planned"));
        for (Fault fault : List.of(
                Fault.lostRequest(), Fault.lostAnswer(), Fault.failing(), Fault.unavailable(), Fault.throttled(2))) {
            String resource = "db:" + site().server().count("create", "leases");
            site().server().faults().next("create", "leases", fault);
            try (Lease lease = journals.leases().acquire(resource, FIRST, TTL)) {
                site().server().faults().next("patch", "leases", fault);
                lease.renew();
                site().server().faults().next("patch", "leases", fault);
                site().server().faults().next("get", "leases", Fault.unavailable());
                lease.renew();
                assertThat(lease.isHeld()).isTrue();
                assertThat(lease.epoch()).isEqualTo(1);
                site().server().faults().next("patch", "leases", fault);
            }
            assertThat(journals.leases().find(resource).orElseThrow().released())
                    .isTrue();
            journal.append(entries("next"));
            site().server().faults().next("patch", "secrets", fault);
            site().server().faults().next("create", "secrets", fault);
            journal.anchor();
            site().server().faults().clear();
            assertThat(journal.verify().anchor()).contains(journal.head());
        }
    }

    @Test
    void aRenewalDoesNotWaitForAnAppendThatHangs() throws Exception {
        JournalDriver driver = site().open();
        Lease lease = journals(driver).leases().acquire(DATABASE, FIRST, TTL);
        CountDownLatch gate = new CountDownLatch(1);
        site().server().faults().next("create", "secrets", Fault.held(gate));
        Thread hanging = new Thread(() -> append(driver, "run-1", 1, "planned"), "hanging append");
        hanging.start();

        lease.renew();

        assertThat(hanging.isAlive()).isTrue();
        assertThat(lease.isHeld()).isTrue();
        gate.countDown();
        hanging.join();
        assertThat(lines(site().open(), "run-1")).containsExactly("planned");
    }

    @Test
    void aRenewalThatIsNotAnsweredEndsInTimeForAnother() {
        JournalDriver driver = site().open(Duration.ofSeconds(3));
        Lease lease = journals(driver).leases().acquire(DATABASE, FIRST, TTL);
        CountDownLatch gate = new CountDownLatch(1);
        site().server().faults().next("patch", "leases", Fault.held(gate), 50);
        site().server().faults().next("get", "leases", Fault.lostAnswer(), 50);

        failure(ErrorCode.UNAVAILABLE, Effect.UNKNOWN, lease::renew);

        site().server().faults().clear();
        gate.countDown();
        lease.renew();
        assertThat(lease.isHeld()).isTrue();
        assertThat(lease.epoch()).isEqualTo(1);
    }

    @Test
    void aLeaseThatSomebodyChangedByHandIsToldAndNotGuessed() {
        Journals journals = journals(site().open());
        Lease lease = journals.leases().acquire(DATABASE, FIRST, TTL);
        String patch = "{\"metadata\":{\"annotations\":{\"signal-dr.datafly.com/content\":\"e30=\"}}}";
        site().server()
                .objects()
                .patch("leases", Site.NAMESPACE, object().at("/metadata/name").asText(), patch);

        DrException told =
                failure(ErrorCode.INTEGRITY_FAILED, () -> journals.leases().acquire(DATABASE, SECOND, TTL));

        assertThat(told.getMessage()).contains("HINT: Make sure that nothing recovers this resource");
        failure(ErrorCode.INTEGRITY_FAILED, lease::renew);
    }

    @Test
    void aLabelThatSomebodyAddsDisturbsNeitherHolderNorWatcher() {
        Lease lease = journals(site().open()).leases().acquire(DATABASE, FIRST, TTL);
        Journals watcher = journals(site().open(), there);
        failure(ErrorCode.CONFLICT, () -> watcher.leases().acquire(DATABASE, SECOND, TTL));
        label();

        lease.renew();

        assertThat(lease.isHeld()).isTrue();
        assertThat(lease.epoch()).isEqualTo(1);
        failure(ErrorCode.CONFLICT, () -> watcher.leases().acquire(DATABASE, SECOND, TTL));
        label();
        there.advance(TTL);
        failure(ErrorCode.CONFLICT, () -> watcher.leases().acquire(DATABASE, SECOND, TTL));
        there.advance(TTL);
        assertThat(watcher.leases().acquire(DATABASE, SECOND, TTL).epoch()).isEqualTo(2);
    }

    private void label() {
        String label = "{\"metadata\":{\"labels\":{\"seen\":\""
                + clock.instant().toEpochMilli() + "-" + site().server().calls().size() + "\"}}}";
        site().server()
                .objects()
                .patch("leases", Site.NAMESPACE, object().at("/metadata/name").asText(), label);
    }

    private JsonNode object() {
        return site().server().objects().list("leases", Site.NAMESPACE).get(0);
    }
}
