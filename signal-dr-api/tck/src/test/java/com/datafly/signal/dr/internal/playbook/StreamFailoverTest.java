package com.datafly.signal.dr.internal.playbook;

import static com.datafly.signal.dr.internal.playbook.MirroredProduct.CAUGHT_UP;
import static com.datafly.signal.dr.internal.playbook.MirroredProduct.EXPORTED;
import static com.datafly.signal.dr.internal.playbook.MirroredProduct.HALF_WAY;
import static com.datafly.signal.dr.internal.playbook.MirroredProduct.PARTITIONS;
import static com.datafly.signal.dr.internal.playbook.MirroredProduct.TOPIC;
import static com.datafly.signal.dr.internal.playbook.MirroredProduct.partitions;
import static com.datafly.signal.dr.internal.playbook.MirroredProduct.unread;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.events.EventReplication;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.internal.playbook.CrashingJournal.Moment;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.playbook.FailoverScenarios;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.playbook.StepStatus;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.tck.InMemoryMirror;
import com.datafly.signal.dr.verify.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A failover of an event stream and the way back, with the primary lost in between. */
class StreamFailoverTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** What the mirror of the other direction copies; nothing else of the product has it. */
    private static final String ASIDE = "aside";

    private static final int EACH = 1_000;
    private static final int LOST = 7;

    /** So few that the mirror does not write down where they stand. */
    private static final int TAIL = 5;

    @TempDir
    private Path directory;

    @Test
    void aLostPrimaryCostsWhatWasNotCopiedAndNothingElse() {
        try (MirroredProduct product = mirrored();
                JournalDriver journal = FileJournal.open(directory)) {
            lose(product);
            RunStatus ended = run(product, journal, FailoverScenarios.streamFailover(product::failover));

            assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
            requireFailedOver(product);
            assertThat(ended.toString() + ended.steps()).doesNotContain("UNPROVEN");
        }
    }

    @Test
    void theWayBackCopiesEachEventOnceAndCountsWhatOnlyTheOldClusterHas() {
        try (MirroredProduct product = mirrored();
                JournalDriver journal = FileJournal.open(directory)) {
            lose(product);
            run(product, journal, FailoverScenarios.streamFailover(product::failover));
            liveAtTheStandby(product);
            RunStatus ended = run(product, journal, FailoverScenarios.streamFailback(product::failback));

            assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
            requireFailedBack(product);
        }
    }

    @Test
    void afterTheWayBackOffsetsAreTranslatedAlsoInWhatCameBackAndTheHoleIsWhatOnlyTheOldClusterHas() {
        try (MirroredProduct product = mirrored();
                JournalDriver journal = FileJournal.open(directory)) {
            lose(product);
            run(product, journal, FailoverScenarios.streamFailover(product::failover));
            liveAtTheStandby(product);
            run(product, journal, FailoverScenarios.streamFailback(product::failback));
            requireMirrored(product);
            product.mirror.flush();
            product.commit(product.primary, CAUGHT_UP, EACH + LOST + 60L);
            try (SignalDr dr = product.open(journal);
                    ReplicationWatch watch =
                            dr.standbyEvents().replicationFrom(dr.events()).watch(Duration.ofDays(1))) {
                watch.look();
                EventReplication replication = dr.standbyEvents().replicationFrom(dr.events());

                assertThat(replication.translate(Set.of(CAUGHT_UP)).offsets())
                        .hasSize(PARTITIONS)
                        .allSatisfy(each -> assertThat(each.offset()).isBetween(EACH + 60L - each.bound(), EACH + 60L));
                assertThat(replication.holes())
                        .hasSize(PARTITIONS)
                        .allSatisfy(hole -> assertThat(hole.from()).isEqualTo(EACH))
                        .allSatisfy(hole -> assertThat(hole.to()).isEqualTo(EACH + LOST));
                assertThat(replication.status().recordsAtRisk()).isZero();
            }
        }
    }

    @Test
    void aTopicThatWasMadeSinceAndCameBackIsNotCopiedASecondTime() {
        try (MirroredProduct product = mirrored();
                JournalDriver journal = FileJournal.open(directory)) {
            lose(product);
            run(product, journal, FailoverScenarios.streamFailover(product::failover));
            liveAtTheStandby(product);
            product.standby.topic("events.made", 1).write("events.made", 0, "key", "made since");
            product.primary.topic("events.made", 1);
            RunStatus ended = run(product, journal, FailoverScenarios.streamFailback(product::failback));

            assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
            product.primary.write("events.made", 0, "key", "made later");
            product.mirror.copy();
            assertThat(MirroredProduct.texts(product.standby.events("events.made", 0)))
                    .containsExactly("made since", "made later");
        }
    }

    @Test
    void whereNothingCameBackTheMirrorCopiesWhatOnlyTheOldClusterHad() {
        try (MirroredProduct product = mirrored();
                JournalDriver journal = FileJournal.open(directory)) {
            lose(product);
            run(product, journal, FailoverScenarios.streamFailover(product::failover));
            product.primary.revive();
            RunStatus ended = run(product, journal, FailoverScenarios.streamFailback(product::failback));

            assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
            product.mirror.copy();
            partitions()
                    .forEach(partition -> assertThat(MirroredProduct.values(product.standby, partition))
                            .isEqualTo(MirroredProduct.values(product.primary, partition)));
        }
    }

    @Test
    void aMirrorWithoutAnybodyToTellIsNotResumedAndThatIsSaid() {
        try (MirroredProduct product = mirrored();
                JournalDriver journal = FileJournal.open(directory)) {
            lose(product);
            run(product, journal, FailoverScenarios.streamFailover(product::failover));
            liveAtTheStandby(product);
            Playbook back = FailoverScenarios.streamFailback(scenario -> {
                product.failback(scenario);
                scenario.switchBootstrap(product.loseTheSupervisor());
            });
            RunStatus ended = run(product, journal, back);

            assertThat(states(ended)).doesNotContainEntry("resume-mirror", StepState.SUCCEEDED);
            assertThat(told(ended)).contains("nobody said whom to tell");
        }
    }

    @Test
    void aMirrorIsNotResumedWhileAnotherCopiesInTheOtherDirectionUnderTheSameNames() {
        try (MirroredProduct product = mirrored();
                InMemoryMirror back = otherWay(product);
                JournalDriver journal = FileJournal.open(directory)) {
            lose(product);
            run(product, journal, FailoverScenarios.streamFailover(product::failover));
            liveAtTheStandby(product);
            product.standby.topic(ASIDE, 1);
            back.heartbeat();
            try (SignalDr dr = product.open(
                            journal,
                            more -> more.timeSource(waiting(product, () -> {
                                product.standby.write(ASIDE, 0, null, "copied back");
                                back.copy();
                                back.flush();
                                back.heartbeat();
                            })));
                    Run run = dr.playbooks()
                            .plan(FailoverScenarios.streamFailback(product::failback))
                            .start()) {
                RunStatus ended = run.await(LIMIT);

                assertThat(states(ended)).doesNotContainEntry("resume-mirror", StepState.SUCCEEDED);
                assertThat(told(ended)).contains("mm2-offset-syncs.standby", "in a circle", "delete its connectors");
                assertThat(product.mirror.copy()).isZero();
            }
        }
    }

    @Test
    void heartbeatsInTheOtherDirectionProveNoCopyingThereAndHinderNothing() {
        try (MirroredProduct product = mirrored();
                InMemoryMirror back = otherWay(product);
                JournalDriver journal = FileJournal.open(directory)) {
            lose(product);
            run(product, journal, FailoverScenarios.streamFailover(product::failover));
            liveAtTheStandby(product);
            back.heartbeat();
            try (SignalDr dr = product.open(journal, more -> more.timeSource(waiting(product, back::heartbeat)));
                    Run run = dr.playbooks()
                            .plan(FailoverScenarios.streamFailback(product::failback))
                            .start()) {
                RunStatus ended = run.await(LIMIT);

                assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
                assertThat(run.report().checks())
                        .filteredOn(check -> check.name().equals("copying in the other direction"))
                        .singleElement()
                        .satisfies(check -> {
                            assertThat(check.verdict()).isEqualTo(Verdict.UNPROVEN);
                            assertThat(check.summary()).contains("[heartbeats] grow", "also where nothing is copied");
                        });
            }
        }
    }

    @Test
    void whatAnEndedMirrorLeftInTheOtherDirectionIsSaidAndHindersNothing() {
        try (MirroredProduct product = mirrored();
                InMemoryMirror back = otherWay(product);
                JournalDriver journal = FileJournal.open(directory)) {
            back.heartbeat();
            back.crash();
            lose(product);
            run(product, journal, FailoverScenarios.streamFailover(product::failover));
            liveAtTheStandby(product);
            try (SignalDr dr = product.open(journal);
                    Run run = dr.playbooks()
                            .plan(FailoverScenarios.streamFailback(product::failback))
                            .start()) {
                RunStatus ended = run.await(LIMIT);

                assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
                assertThat(run.report().checks().toString()).contains("[heartbeats]", "did not grow");
            }
        }
    }

    @Test
    void whatWouldShowAnotherMirrorAndMayNotBeSeenIsSaid() {
        try (MirroredProduct product = mirrored();
                JournalDriver journal = FileJournal.open(directory)) {
            lose(product);
            run(product, journal, FailoverScenarios.streamFailover(product::failover));
            liveAtTheStandby(product);
            product.primary.forbid("heartbeats");
            try (SignalDr dr = product.open(journal);
                    Run run = dr.playbooks()
                            .plan(FailoverScenarios.streamFailback(product::failback))
                            .start()) {
                RunStatus ended = run.await(LIMIT);

                assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
                assertThat(run.report().checks().toString()).contains("[heartbeats] would show it", "UNPROVEN");
            }
        }
    }

    private static InMemoryMirror otherWay(MirroredProduct product) {
        return InMemoryMirror.between(product.standby, product.primary)
                .alias("standby")
                .keepNames()
                .topics(ASIDE::equals);
    }

    /** Lets something happen while somebody waits. */
    private static TimeSource waiting(MirroredProduct product, Runnable meanwhile) {
        return new TimeSource() {
            @Override
            public long nanoTime() {
                return product.clock.nanoTime();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                product.clock.sleep(duration);
                meanwhile.run();
            }
        };
    }

    @Test
    void aGroupThatConsumesAtTheStandbyIsNotMoved() {
        try (MirroredProduct product = mirrored();
                JournalDriver journal = FileJournal.open(directory)) {
            product.standby.members(HALF_WAY, 1);
            lose(product);
            RunStatus ended = run(product, journal, FailoverScenarios.streamFailover(product::failover));

            assertThat(ended.state()).isNotEqualTo(RunState.SUCCEEDED);
            assertThat(states(ended)).doesNotContainEntry("switch", StepState.SUCCEEDED);
            assertThat(product.standby.committed(HALF_WAY, TOPIC, 0)).isEmpty();
            assertThat(told(ended)).contains(HALF_WAY, "Stop the consumers of these groups");
        }
    }

    @Test
    void aGroupIsNotSentBackBehindWhatItReadAtTheStandby() {
        try (MirroredProduct product = mirrored();
                JournalDriver journal = FileJournal.open(directory)) {
            product.commit(product.standby, HALF_WAY, EACH);
            lose(product);
            RunStatus ended = run(product, journal, FailoverScenarios.streamFailover(product::failover));

            assertThat(states(ended)).doesNotContainEntry("switch", StepState.SUCCEEDED);
            assertThat(told(ended)).contains("would go back");
            assertThat(product.standby
                            .committed(HALF_WAY, TOPIC, 0)
                            .orElseThrow()
                            .offset())
                    .isEqualTo(EACH);
        }
    }

    @Test
    void whereAGroupStandsAtTheStandbyIsNotBelievedAlsoWithinTheDoubt() {
        try (MirroredProduct product = mirrored();
                JournalDriver journal = FileJournal.open(directory)) {
            product.mirror.committedOnly();
            product.produceTogether(TAIL);
            product.mirror.copy();
            product.commit(product.primary, CAUGHT_UP, product.primary.end(TOPIC, 0));
            product.commit(product.standby, CAUGHT_UP, product.standby.end(TOPIC, 0));
            lose(product);
            RunStatus ended = run(product, journal, FailoverScenarios.streamFailover(product::failover));

            assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
            partitions()
                    .forEach(partition -> assertThat(unread(product.standby, CAUGHT_UP, partition))
                            .hasSizeBetween(1, TAIL));
        }
    }

    @Test
    void moreLossThanIsToleratedIsForAPersonToAccept() {
        try (MirroredProduct product = mirrored();
                JournalDriver journal = FileJournal.open(directory)) {
            lose(product);
            RunStatus ended = run(product, journal, FailoverScenarios.streamFailover(scenario -> {
                product.failover(scenario);
                scenario.tolerateLoss((long) LOST * PARTITIONS - 1);
            }));

            assertThat(states(ended)).doesNotContainEntry("move-groups", StepState.SUCCEEDED);
            assertThat(told(ended)).contains("lacks at most " + LOST * PARTITIONS + " events, by the producers' count");
        }
    }

    @Test
    void aGroupThatNobodyKnowsStopsTheFailoverBeforeAnythingIsMoved() {
        try (MirroredProduct product = mirrored();
                JournalDriver journal = FileJournal.open(directory)) {
            lose(product);
            RunStatus ended = run(product, journal, FailoverScenarios.streamFailover(scenario -> {
                product.failover(scenario);
                scenario.groups(HALF_WAY, "halfway");
            }));

            assertThat(states(ended)).doesNotContainEntry("move-groups", StepState.SUCCEEDED);
            assertThat(told(ended)).contains("nothing is known of the groups [halfway]");
        }
    }

    @Test
    void theWayBackIsRefusedWhileTheOldDirectionStillCopies() {
        try (MirroredProduct product = mirrored();
                JournalDriver journal = FileJournal.open(directory)) {
            lose(product);
            run(product, journal, FailoverScenarios.streamFailover(product::failover));
            liveAtTheStandby(product);
            product.mirror.start();
            RunStatus ended = run(product, journal, FailoverScenarios.streamFailback(product::failback));

            assertThat(states(ended)).doesNotContainEntry("copy-back", StepState.SUCCEEDED);
            assertThat(told(ended)).contains("copy in a circle for ever");
            assertThat(MirroredProduct.values(product.primary, 0)).hasSize(EACH + LOST);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Moment.class,
            names = {"BEFORE", "AFTER"})
    void aRunnerThatDiesAtAnyBlockOfBothLeavesNothingUndoneAndDoesNothingTwice(Moment moment) {
        int blocks = 0;
        for (boolean reached = true; reached; blocks++) {
            reached = diesAt(blocks + 2, moment);
        }

        assertThat(blocks).isGreaterThan(10);
    }

    /** Returns whether the run came to that block at all. */
    private boolean diesAt(int block, Moment moment) {
        Path place = directory.resolve(moment + "-" + block);
        try (MirroredProduct product = mirrored()) {
            lose(product);
            boolean over = crash(product, place.resolve("over"), block, moment, true);
            requireFailedOver(product);
            liveAtTheStandby(product);
            boolean back = crash(product, place.resolve("back"), block, moment, false);
            requireFailedBack(product);
            requireMirrored(product);
            return over || back;
        }
    }

    private static boolean crash(MirroredProduct product, Path place, int block, Moment moment, boolean over) {
        Playbook playbook = over
                ? FailoverScenarios.streamFailover(product::failover)
                : FailoverScenarios.streamFailback(product::failback);
        try (CrashingJournal journal = CrashingJournal.at(place, block, moment)) {
            RunStatus ended = run(product, journal, playbook);
            if (!journal.isDead()) {
                assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
                return false;
            }
            if (!over) {
                liveAtThePrimary(product);
            }
            try (JournalDriver clean = FileJournal.open(place);
                    SignalDr dr = product.open(clean)) {
                String run = ended.runId();
                if (!dr.playbooks().run(run).status().state().ended()) {
                    try (Run again = dr.playbooks().resume(run, playbook)) {
                        assertThat(again.await(LIMIT).state())
                                .as(place.toString())
                                .isEqualTo(RunState.SUCCEEDED);
                    }
                }
            }
        }
        return true;
    }

    /** Events are copied and watched, one group has read half of them, the other all. */
    private static MirroredProduct mirrored() {
        MirroredProduct product = new MirroredProduct();
        product.produce(product.primary, EACH);
        product.commit(product.primary, HALF_WAY, EACH / 2);
        product.commit(product.primary, CAUGHT_UP, EACH);
        product.mirror.copy();
        product.mirror.flush();
        return product;
    }

    /** The primary takes a few more events, which nobody copies, and is gone. */
    private void lose(MirroredProduct product) {
        try (JournalDriver journal = FileJournal.open(directory.resolve("watch"));
                SignalDr dr = product.open(journal);
                ReplicationWatch watch =
                        dr.standbyEvents().replicationFrom(dr.events()).watch(Duration.ofDays(1))) {
            watch.look();
        }
        // No longer watched: a look that goes on in the background must not see them.
        product.produce(product.primary, LOST);
        product.primary.kill();
    }

    private static void liveAtTheStandby(MirroredProduct product) {
        product.produce(product.standby, 100);
        product.commit(product.standby, CAUGHT_UP, EACH + 40L);
        product.primary.revive();
    }

    /** Producers that are switched back write, and the mirror copies that if it goes on. */
    private static void liveAtThePrimary(MirroredProduct product) {
        if ("primary".equals(product.bootstrap.get())) {
            product.produce(product.primary, 3);
            product.mirror.copy();
            product.mirror.flush();
        }
    }

    private static void requireFailedOver(MirroredProduct product) {
        assertThat(product.bootstrap.get()).isEqualTo("standby");
        partitions().forEach(partition -> {
            List<String> all = MirroredProduct.values(product.standby, partition);
            assertThat(all).hasSize(EACH);
            assertThat(unread(product.standby, HALF_WAY, partition)).isEqualTo(all.subList(EACH / 2, EACH));
            assertThat(all)
                    .endsWith(unread(product.standby, CAUGHT_UP, partition).toArray(String[]::new));
        });
    }

    private static void requireFailedBack(MirroredProduct product) {
        assertThat(product.bootstrap.get()).isEqualTo("primary");
        List<String> diverged = new ArrayList<>();
        partitions().forEach(partition -> {
            List<String> there = MirroredProduct.values(product.primary, partition);
            List<String> sinceThen =
                    MirroredProduct.values(product.standby, partition).subList(EACH, EACH + 100);
            assertThat(there.subList(EACH + LOST, EACH + LOST + 100)).isEqualTo(sinceThen);
            assertThat(unread(product.primary, CAUGHT_UP, partition))
                    .isEqualTo(there.subList(EACH + LOST + 40, there.size()));
            assertThat(unread(product.primary, HALF_WAY, partition)).containsAll(sinceThen);
            diverged.addAll(there.subList(EACH, EACH + LOST));
        });
        assertThat(MirroredProduct.texts(product.standby.events(EXPORTED, 0)))
                .containsExactlyInAnyOrderElementsOf(diverged);
        assertThat(product.primary.driver().acls())
                .doesNotContain(new AclRule("TOPIC", "events.", "PREFIXED", "User:ingestion", "*", "WRITE", "DENY"));
    }

    /** What is written from now on is copied, and nothing that the standby has already. */
    private static void requireMirrored(MirroredProduct product) {
        product.produce(product.primary, 5);
        product.mirror.copy();
        partitions().forEach(partition -> {
            List<String> there = MirroredProduct.values(product.primary, partition);
            List<String> copied = MirroredProduct.values(product.standby, partition);
            assertThat(copied.subList(0, EACH)).isEqualTo(there.subList(0, EACH));
            assertThat(copied.subList(EACH, copied.size())).isEqualTo(there.subList(EACH + LOST, there.size()));
        });
    }

    private static RunStatus run(MirroredProduct product, JournalDriver journal, Playbook playbook) {
        try (SignalDr dr = product.open(journal);
                Run run = dr.playbooks().plan(playbook).start()) {
            return run.await(LIMIT);
        }
    }

    private static Map<String, StepState> states(RunStatus status) {
        return status.steps().stream().collect(Collectors.toMap(StepStatus::id, StepStatus::state));
    }

    private static String told(RunStatus status) {
        Map<String, String> steps = new HashMap<>();
        status.steps()
                .forEach(step ->
                        steps.put(step.id(), step.state() + " " + step.failure().orElse("")));
        return status + " " + steps;
    }
}
