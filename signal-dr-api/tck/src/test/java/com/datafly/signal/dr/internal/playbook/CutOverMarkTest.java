package com.datafly.signal.dr.internal.playbook;

import static com.datafly.signal.dr.internal.playbook.MirroredProduct.hook;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.GROUP;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.TOPIC;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.contents;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.done;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.playbook.FailoverSteps;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.step.Done;
import com.datafly.signal.dr.playbook.step.MirrorStopped;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mark of a cut-over: what it covers, how long it holds, and what is copied behind it all the same. */
class CutOverMarkTest {

    private static final String EXPORT = "diverged";

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
    void aPartitionThatTheStandbyHasNotGotYetDoesNotStopTheFailover() {
        clusters.standby.topic(TOPIC, 3);
        clusters.primary.topic(TOPIC, 4);
        clusters.produce(clusters.primary, TOPIC, 100);
        clusters.primary.commit(GROUP, TOPIC, 0, 100);
        clusters.mirror.copy();
        clusters.mirror.flush();
        clusters.look();

        succeeded(clusters.lose());

        clusters.produce(clusters.standby, TOPIC, 50);
        clusters.primary.revive();
        succeeded(clusters.back(scenario -> {}));
        assertThat(contents(clusters.primary, TOPIC)).hasSize(150);
    }

    @Test
    void aSecondFailoverDoesNotMoveTheMark() {
        clusters.mirrored().lose();
        clusters.produce(clusters.standby, TOPIC, 50);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> clusters.over(scenario -> {}))
                .withMessageContaining("nobody went back since");

        clusters.produce(clusters.standby, TOPIC, 10);
        clusters.primary.revive();
        succeeded(clusters.back(scenario -> {}));
        assertThat(contents(clusters.primary, TOPIC)).hasSize(160);
    }

    @Test
    void cutOversFromTwoSourcesDoNotTouchEachOther() {
        clusters.mirrored().lose();
        clusters.produce(clusters.standby, TOPIC, 50);
        try (TwinClusters others =
                new TwinClusters(directory.resolve("other"), "other", Optional.of(clusters.standby))) {
            others.mirrored();
            succeeded(others.lose());
            others.produce(others.standby, "other." + TOPIC, 10);
            others.primary.revive();
            clusters.primary.revive();

            succeeded(clusters.back(scenario -> scenario.leave("other." + TOPIC)));
            succeeded(others.back(scenario -> {}));

            assertThat(contents(clusters.primary, TOPIC)).hasSize(150);
            assertThat(contents(others.primary, TOPIC)).hasSize(110);
        }
    }

    @Test
    void aCutOverThatNobodyGoesBackFromCanBeEnded() {
        clusters.mirrored().lose();
        clusters.primary.revive();
        Step close = FailoverSteps.closeCutOver("close");
        succeeded(clusters.run(Playbook.define("stay", playbook -> playbook.step(close))));

        RunStatus back = clusters.back(scenario -> {});
        assertThat(done(back)).doesNotContain("count-divergence");
        assertThat(told(back)).contains("the way back from the cut-over of the run", "ended at");

        succeeded(clusters.over(scenario -> {}));
    }

    @Test
    void whoHasGoneBackDoesNotGoBackAgain() {
        clusters.mirrored().lose();
        clusters.produce(clusters.standby, TOPIC, 50);
        clusters.standby.commit(GROUP, TOPIC, 0, 150);
        clusters.primary.revive();
        succeeded(clusters.back(scenario -> scenario.exportTo(EXPORT)));

        RunStatus again = clusters.back(scenario -> scenario.exportTo(EXPORT));

        assertThat(again.state()).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(contents(clusters.primary, TOPIC)).hasSize(150);
        assertThat(clusters.standby.driver().topics())
                .noneMatch(topic -> topic.name().equals(EXPORT));
    }

    @Test
    void anotherRunOfTheWayBackDoesNotTakeForeignWhatTheFirstCopied() {
        clusters.mirrored();
        clusters.produce(clusters.primary, TOPIC, 7);
        clusters.lose();
        clusters.produce(clusters.standby, TOPIC, 50);
        clusters.primary.revive();
        Step failing = hook("freeze", Done.class, () -> {
            throw new IllegalStateException("the producers do not answer");
        });
        RunStatus first = clusters.back(scenario -> scenario.exportTo(EXPORT).freezeProducers(failing));
        assertThat(done(first)).contains("copy-back");

        succeeded(clusters.back(scenario -> scenario.exportTo(EXPORT)));

        assertThat(contents(clusters.standby, EXPORT))
                .isEqualTo(contents(clusters.primary, TOPIC).subList(100, 107));
        assertThat(contents(clusters.primary, TOPIC)).hasSize(157);
    }

    @Test
    void whatIsCopiedBehindTheMarkNeitherGoesBackNorIsTakenForLost() {
        clusters.mirror.unsupervised();
        clusters.mirrored();
        clusters.produce(clusters.primary, TOPIC, 20);
        succeeded(clusters.over(scenario -> scenario.switchBootstrap(hook("switch", Done.class, () -> {
            clusters.mirror.copy();
            clusters.mirror.flush();
            clusters.mirror.stop();
            return new Done("the mirror was slow to stop");
        }))));
        clusters.produce(clusters.standby, TOPIC, 50);

        succeeded(clusters.back(scenario -> scenario.stopMirror(stopped()).exportTo(EXPORT)));

        assertThat(contents(clusters.primary, TOPIC)).hasSize(170).doesNotHaveDuplicates();
        assertThat(clusters.standby.driver().topics())
                .noneMatch(topic -> topic.name().equals(EXPORT));
        assertThat(clusters.position(GROUP)).isEqualTo(100);
    }

    @Test
    void whatIsCopiedAgainBetweenNewEventsDoesNotGoBackEither() {
        clusters.mirror.unsupervised();
        clusters.mirrored();
        clusters.produce(clusters.primary, TOPIC, 20);
        clusters.mirror.copy();
        clusters.look();
        clusters.produce(clusters.primary, TOPIC, 5);
        clusters.lose();
        clusters.produce(clusters.standby, TOPIC, 30);
        clusters.primary.revive();
        clusters.mirror.crash();
        clusters.mirror.start();
        clusters.mirror.copy(22);
        clusters.produce(clusters.standby, TOPIC, 30);
        clusters.standby.commit(GROUP, TOPIC, 0, 160);

        succeeded(clusters.back(scenario -> scenario.stopMirror(stopped()).exportTo(EXPORT)));

        assertThat(contents(clusters.primary, TOPIC)).hasSize(185).doesNotHaveDuplicates();
        assertThat(contents(clusters.standby, EXPORT))
                .isEqualTo(contents(clusters.primary, TOPIC).subList(122, 125));
        assertThat(contents(clusters.primary, TOPIC).subList((int) clusters.position(GROUP), 185))
                .containsAll(contents(clusters.standby, TOPIC).subList(160, 202));
    }

    private static Step stopped() {
        return hook("stop", MirrorStopped.class, () -> new MirrorStopped("its process has ended"));
    }

    private static void succeeded(RunStatus ended) {
        assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
    }
}
