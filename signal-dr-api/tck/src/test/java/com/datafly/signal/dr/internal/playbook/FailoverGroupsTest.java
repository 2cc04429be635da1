package com.datafly.signal.dr.internal.playbook;

import static com.datafly.signal.dr.internal.playbook.MirroredProduct.hook;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.GROUP;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.TOPIC;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.done;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.FailoverScenarios.StreamFailover;
import com.datafly.signal.dr.playbook.FailoverSteps;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.step.Done;
import com.datafly.signal.dr.spi.JournalDriver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups at the standby that somebody else moves, too. */
class FailoverGroupsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private TwinClusters clusters;

    @BeforeEach
    void open() {
        clusters = new TwinClusters(directory);
        clusters.mirror.keepNames();
        clusters.mirrored();
    }

    @AfterEach
    void close() {
        clusters.close();
    }

    @Test
    void aGroupThatWasMovedMeanwhileIsMovedWhenTheStepIsRetried() {
        clusters.primary.kill();
        try (JournalDriver journal = FileJournal.open(directory.resolve("moved"));
                SignalDr dr = clusters.open(journal);
                Run run = dr.playbooks().plan(movedMeanwhile()).start()) {
            RunStatus waiting = run.await(LIMIT);
            assertThat(waiting.state()).as(told(waiting)).isNotEqualTo(RunState.SUCCEEDED);
            assertThat(told(waiting)).contains("1 offsets were changed meanwhile", "stands at 30");

            run.decide("move", Decision.retry("ann", "its consumers are stopped"));
            RunStatus ended = run.await(LIMIT);

            assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
            assertThat(standsAt()).isEqualTo(100);
        }
    }

    @Test
    void aGroupGoesBackOnlyWhereThatIsAllowed() {
        clusters.primary.commit(GROUP, TOPIC, 0, 1);
        clusters.look();
        clusters.primary.kill();
        clusters.standby.commit(GROUP, TOPIC, 0, 90);

        assertThat(done(clusters.over(scenario -> {}))).doesNotContain("move-groups");
        RunStatus allowed = clusters.over(StreamFailover::moveGroupsAlsoBack);

        assertThat(allowed.state()).as(told(allowed)).isEqualTo(RunState.SUCCEEDED);
        assertThat(standsAt()).isLessThanOrEqualTo(1);
    }

    @Test
    void groupsThatReadOnAtTheOldClusterAreTold() {
        clusters.primary.members(GROUP, 3);

        clusters.over(scenario -> {});

        assertThat(clusters.report())
                .contains("nobody consumes at the old cluster any more", "[" + GROUP + "] still consume there");
    }

    @Test
    void aClusterThatCannotBeFencedIsRefusedBeforeAnyGroupIsMoved() {
        clusters.primary.disable(EventCapability.CHANGE_ACLS, "it has no access rules");

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> clusters.over(scenario -> scenario.fence("events.", "User:ingestion")))
                .withMessageContaining("it has no access rules");

        assertThat(clusters.standby.committed(GROUP, TOPIC, 0)).isEmpty();
    }

    private Playbook movedMeanwhile() {
        Step consume = hook("consume", Done.class, () -> {
            clusters.standby.commit(GROUP, TOPIC, 0, 30);
            return new Done("consumed");
        });
        return Playbook.define(
                "moved-meanwhile",
                playbook -> playbook.step(FailoverSteps.declareLoss("loss", Optional.empty(), Duration.ofSeconds(1)))
                        .step(FailoverSteps.translateGroups("translate", "loss", GROUP))
                        .step(consume.after("translate"))
                        .step(FailoverSteps.moveGroups("move", "translate").after("consume")));
    }

    private long standsAt() {
        return clusters.standby.committed(GROUP, TOPIC, 0).orElseThrow().offset();
    }
}
