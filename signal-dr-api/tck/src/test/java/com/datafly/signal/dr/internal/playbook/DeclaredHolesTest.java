package com.datafly.signal.dr.internal.playbook;

import static com.datafly.signal.dr.internal.playbook.TwinClusters.GROUP;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.TOPIC;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.playbook.EventGuards;
import com.datafly.signal.dr.playbook.FailoverSteps;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.playbook.step.PartitionOffset;
import com.datafly.signal.dr.playbook.step.ProducersFrozen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a failover says of events that were never copied, and of which nobody had known. */
class DeclaredHolesTest {

    private static final Duration BRIEFLY = Duration.ofMillis(100);

    @TempDir
    private Path directory;

    private TwinClusters clusters;

    @BeforeEach
    void open() {
        clusters = new TwinClusters(directory);
        clusters.mirror.keepNames();
    }

    @AfterEach
    void close() {
        clusters.close();
    }

    @Test
    void aHoleSinceTheLastLookIsALossOfAPlannedFailover() {
        clusters.mirrored();
        passOver();

        RunStatus ended = clusters.run(planned());

        assertThat(done(ended)).doesNotContain("gate");
        assertThat(clusters.report()).contains("FAILED (the standby lacks", "79 of them in holes");
    }

    @Test
    void aHoleThatNobodyHadLookedAtIsALossThatIsNotProvenOnceTheSourceIsGone() {
        clusters.mirrored();
        passOver();
        clusters.primary.kill();

        RunStatus ended = clusters.run(counted(180));

        assertThat(done(ended)).doesNotContain("gate");
        assertThat(clusters.report()).contains("UNPROVEN", "perhaps 79 more");
    }

    @Test
    void withoutAWatchNoHoleIsOverlooked() {
        clusters.primary.topic(TOPIC, 1);
        clusters.produce(clusters.primary, TOPIC, 100);
        clusters.mirror.copy();
        clusters.mirror.flush();
        passOver();

        RunStatus ended = clusters.run(planned());

        assertThat(done(ended)).doesNotContain("gate");
        assertThat(clusters.report()).contains("events.raw-0 from 100 to 179");
    }

    @Test
    void aTopicWhoseCopyingHasNotBegunIsALossWithItsNameAndCount() {
        uncopied();

        RunStatus ended = clusters.over(scenario -> scenario.tolerateLoss(0));

        assertThat(done(ended)).contains("declare-loss").doesNotContain("move-groups");
        assertThat(clusters.report()).contains("FAILED", "without a copy: events.new (7 events)");
    }

    @Test
    void aTopicThatIsLeftOnPurposeIsNone() {
        uncopied();

        RunStatus ended = clusters.over(scenario -> scenario.tolerateLoss(0).leaveUncopied("events.n*"));

        assertThat(done(ended)).contains("move-groups");
        assertThat(clusters.report()).contains("PASSED (the standby lacks 0 events");
    }

    @Test
    void ofALostSourceTheTopicsWithoutACopyAreRemembered() {
        uncopied();
        clusters.look();
        clusters.primary.kill();

        RunStatus ended = clusters.run(counted(100));

        assertThat(done(ended)).doesNotContain("gate");
        assertThat(clusters.report()).contains("UNPROVEN", "without a copy: events.new (7 events)");
    }

    @Test
    void whatTheStandbyRemovedBeforeAGroupReadItIsALoss() {
        clusters.mirrored();
        clusters.primary.commit(GROUP, TOPIC, 0, 40);
        clusters.look();
        clusters.standby.deleteBefore(TOPIC, 0, 70);

        RunStatus ended = clusters.run(planned());

        assertThat(done(ended)).doesNotContain("gate");
        assertThat(clusters.report()).contains("FAILED", "30 of them at most removed by the standby's retention");
    }

    /** Lets 79 of 180 events expire before they are copied, in front of the last. */
    private void passOver() {
        clusters.mirror.stop();
        clusters.produce(clusters.primary, TOPIC, 80);
        clusters.primary.deleteBefore(TOPIC, 0, 179);
        clusters.mirror.start();
        clusters.mirror.copy();
        clusters.mirror.flush();
    }

    private void uncopied() {
        clusters.mirror.topics(topic -> topic.equals(TOPIC));
        clusters.mirrored();
        clusters.primary.topic("events.new", 1);
        clusters.produce(clusters.primary, "events.new", 7);
    }

    private static Playbook planned() {
        return Playbook.define(
                "declared-holes",
                playbook -> playbook.step(FailoverSteps.declareLoss("loss", Optional.empty(), BRIEFLY))
                        .step(gate()));
    }

    private static Playbook counted(long acknowledged) {
        List<PartitionOffset> ends = List.of(PartitionOffset.of(new PartitionId(TOPIC, 0), acknowledged));
        Step freeze = MirroredProduct.hook(
                "freeze", ProducersFrozen.class, () -> new ProducersFrozen(ends, Optional.empty()));
        return Playbook.define(
                "declared-holes",
                playbook -> playbook.step(freeze)
                        .step(FailoverSteps.declareLoss("loss", Optional.of("freeze"), BRIEFLY))
                        .step(gate()));
    }

    private static Step gate() {
        return Steps.gate("gate", EventGuards.streamLossAtMost("loss", 0)).after("loss");
    }
}
