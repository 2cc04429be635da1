package com.datafly.signal.dr.internal.playbook;

import static com.datafly.signal.dr.internal.playbook.TwinClusters.TOPIC;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.contents;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.done;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics that were made at the standby after the cut-over. */
class FailbackNewTopicsTest {

    private static final String MADE = "events.new";

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
    void aTopicWithoutAPlaceAtTheOldClusterIsNotLeftBehindInSilence(boolean keepsNames) {
        goOver(keepsNames);

        RunStatus ended = clusters.back(scenario -> {});

        assertThat(done(ended)).doesNotContain("copy-back");
        assertThat(told(ended)).contains("no place", MADE + "-0", "Make these topics there");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTopicThatTheOldClusterHasToGoesBackFromItsBeginning(boolean keepsNames) {
        goOver(keepsNames);
        clusters.primary.topic(MADE, 1);

        succeeded(clusters.back(scenario -> {}));

        assertThat(contents(clusters.primary, MADE)).isEqualTo(contents(clusters.standby, MADE));
    }

    @Test
    void aTopicThatIsNamedStays() {
        goOver(true);
        clusters.primary.topic(MADE, 1);

        succeeded(clusters.back(scenario -> scenario.leave(MADE)));

        assertThat(contents(clusters.primary, MADE)).isEmpty();
        assertThat(contents(clusters.primary, TOPIC)).hasSize(105);
    }

    @Test
    void aTopicThatWasAtTheStandbyBeforeStays() {
        clusters.standby.topic("connect-status", 1);
        clusters.mirror.topics(topic -> topic.startsWith("events."));
        goOver(true);
        clusters.produce(clusters.standby, "connect-status", 5);
        clusters.primary.topic(MADE, 1);

        succeeded(clusters.back(scenario -> {}));
    }

    /** Loses the primary, and writes to a known and to a new topic at the standby. */
    private void goOver(boolean keepsNames) {
        if (keepsNames) {
            clusters.mirror.keepNames();
        }
        clusters.mirrored().lose();
        clusters.standby.topic(MADE, 1);
        clusters.produce(clusters.standby, MADE, 33);
        clusters.produce(clusters.standby, keepsNames ? TOPIC : "primary." + TOPIC, 5);
        clusters.primary.revive();
    }

    private static void succeeded(RunStatus ended) {
        assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
    }
}
