package com.datafly.signal.dr.internal.playbook;

import static com.datafly.signal.dr.internal.playbook.MirroredProduct.hook;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.TOPIC;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.contents;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.done;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.step.Done;
import com.datafly.signal.dr.playbook.step.MirrorStopped;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing goes back while something copies in the old direction: both at once copy in a circle for ever. */
class OldDirectionTest {

    @TempDir
    private Path directory;

    private TwinClusters clusters;

    @BeforeEach
    void open() {
        clusters = new TwinClusters(directory);
    }

    @AfterEach
    void close() {
        clusters.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectorThatRunsIsFoundWhateverTheNamesOfTopicsAre(boolean keepsNames) {
        goOver(keepsNames);
        clusters.mirror.start();
        clusters.mirror.run(Duration.ofMillis(1));

        RunStatus ended = clusters.back(scenario -> {});

        assertThat(done(ended)).doesNotContain("copy-back");
        assertThat(told(ended)).contains("primary->standby.MirrorSourceConnector", "copy in a circle for ever");
        assertThat(contents(clusters.primary, TOPIC)).hasSize(100);
    }

    @Test
    void aTaskThatFailedMayBeStartedAgain() {
        goOver(true);
        clusters.mirror.start();
        clusters.mirror.failTasks();

        RunStatus ended = clusters.back(scenario -> {});

        assertThat(done(ended)).doesNotContain("copy-back");
        assertThat(told(ended)).contains("may copy");
    }

    @Test
    void itIsAskedAgainInEachRound() {
        goOver(true);
        RunStatus ended = clusters.back(scenario -> scenario.freezeProducers(hook("freeze", Done.class, () -> {
            clusters.mirror.start();
            return new Done("the mirror was started meanwhile");
        })));

        assertThat(done(ended)).contains("copy-back").doesNotContain("copy-back-rest");
    }

    @Test
    void whereNobodyCanBeAskedNothingGoesBack() {
        clusters.mirror.unsupervised();
        goOver(true);
        clusters.mirror.run(Duration.ofMillis(1));

        RunStatus ended = clusters.back(scenario -> {});

        assertThat(done(ended)).doesNotContain("copy-back");
        assertThat(told(ended)).contains("nobody can be asked", "a step that leaves a MirrorStopped");
        assertThat(contents(clusters.primary, TOPIC)).hasSize(100);
    }

    @Test
    void aHostsStepThatStoppedItIsBelieved() {
        clusters.mirror.unsupervised();
        goOver(true);

        RunStatus ended = clusters.back(scenario -> scenario.stopMirror(stop()));

        assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
        assertThat(contents(clusters.primary, TOPIC)).hasSize(150);
    }

    @Test
    void aHostsStepIsNotBelievedAgainstTheTasksThemselves() {
        goOver(true);

        RunStatus ended = clusters.back(scenario -> scenario.stopMirror(hook("stop", MirrorStopped.class, () -> {
            clusters.mirror.start();
            return new MirrorStopped("so it is said");
        })));

        assertThat(done(ended)).doesNotContain("copy-back");
    }

    @Test
    void whatGoesOverAgainRightAfterItCameBackEndsTheCopying() {
        clusters.mirror.unsupervised();
        goOver(true);
        RunStatus ended = clusters.back(scenario -> scenario.stopMirror(
                        hook("stop", MirrorStopped.class, () -> new MirrorStopped("it was not")))
                .freezeProducers(hook("freeze", Done.class, () -> {
                    clusters.mirror.copy();
                    clusters.mirror.flush();
                    return new Done("it copied what came back");
                })));

        assertThat(done(ended)).contains("copy-back").doesNotContain("copy-back-rest");
        assertThat(told(ended)).contains("which came back, went over again");
    }

    private Step stop() {
        return hook("stop", MirrorStopped.class, () -> {
            clusters.mirror.stop();
            return new MirrorStopped("its process has ended");
        });
    }

    /** Loses the primary, writes 50 events at the standby, and lets the primary come back. */
    private void goOver(boolean keepsNames) {
        if (keepsNames) {
            clusters.mirror.keepNames();
        }
        clusters.mirrored().lose();
        clusters.produce(clusters.standby, keepsNames ? TOPIC : "primary." + TOPIC, 50);
        clusters.primary.revive();
    }
}
