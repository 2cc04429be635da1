package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.internal.DefaultDatabase;
import com.datafly.signal.dr.internal.ProductResources;
import com.datafly.signal.dr.journal.Lease;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.DrillTarget;
import com.datafly.signal.dr.playbook.LeftoverState;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.playbook.Swept;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What belongs to a run that has not ended is swept under its lease, or not at all. */
class SweptLeaseTest extends RunFixture {

    private static final Duration HOUR = Duration.ofHours(1);

    private final SettableClock settable = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryWorld world = InMemoryWorld.create(settable).addDatabase("orders");
    private SignalDr dr;

    @BeforeEach
    void open() {
        clock = settable;
        dr = SignalDr.builder()
                .database(world.address("orders"))
                .clock(settable)
                .timeSource(settable)
                .build();
        world.write("orders", "first");
        dr.database().snapshots().create("nightly").await();
    }

    @AfterEach
    void close() {
        dr.close();
        world.close();
    }

    @Test
    void aRunThatIsAliveKeepsWhatItMadeHoweverLateItIs() {
        Run run = waitingDrill();
        settable.advance(HOUR);

        Swept left = only(sweeper(Duration.ofSeconds(2)).sweep());
        assertThat(left.leftover().state()).isEqualTo(LeftoverState.IN_USE);
        assertThat(left.removed()).isFalse();
        assertThat(only(sweeper().look()).state()).isEqualTo(LeftoverState.IN_USE);

        run.close();
        assertThat(only(sweeper().sweep()).removed()).isTrue();
    }

    @Test
    void aRunWhoseHolderIsSilentIsSweptOnceItsLeaseHasExpired() {
        Run run = waitingDrill();
        run.close();
        Lease silent = timed().journals()
                .leases()
                .acquire(
                        LeaseKeeper.ofRun("run-1"),
                        new LeaseHolder("a pod that froze", "run-1"),
                        Duration.ofSeconds(1));
        settable.advance(HOUR);

        assertThat(only(sweeper().sweep()).removed()).isTrue();
        assertThat(silent.isHeld()).isFalse();
    }

    private Run waitingDrill() {
        Playbook playbook = Playbook.define(
                "waiting",
                p -> p.step(Steps.recover("recover", RecoveryTarget.latest(), copy -> {}))
                        .step(Steps.gate("go")
                                .with(step ->
                                        step.after("recover").approval(ApprovalGate.of(gate -> gate.from("bob"))))));
        BoundTarget target = BoundTarget.of(DrillTarget.of(dr.database()), Map.of(), ProductResources.NONE);
        Run run = opened(Runner.start(
                RunOrder.of(
                        "run-1",
                        playbook,
                        target,
                        order ->
                                order.plan(PLAN, "eve").drill(settable.instant().plus(HOUR))),
                timed()));
        assertThat(run.await(LONG).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        return run;
    }

    private RunEnvironment timed() {
        return environment(driver(), more -> more.time(settable, settable));
    }

    private Sweeper sweeper() {
        return new Sweeper((DefaultDatabase) dr.database(), timed());
    }

    /** Waits for the lease of a run for half as long again as its own would last. */
    private Sweeper sweeper(Duration leaseTtl) {
        RunEnvironment environment =
                environment(driver(), more -> more.time(settable, settable).leaseTtl(leaseTtl));
        return new Sweeper((DefaultDatabase) dr.database(), environment);
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }
}
