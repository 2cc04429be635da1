package com.datafly.signal.dr.internal.playbook;

import static com.datafly.signal.dr.internal.playbook.TwinClusters.GROUP;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.TOPIC;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.contents;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way back where copies have the source's name in front, and producers write under the topic's own name. */
class FailbackDefaultNamesTest {

    private static final String COPY = "primary." + TOPIC;

    @TempDir
    private Path directory;

    private TwinClusters clusters;

    @BeforeEach
    void mirror() {
        clusters = new TwinClusters(directory).mirrored();
    }

    @AfterEach
    void close() {
        clusters.close();
    }

    @Test
    void aTopicThatProducersMadeAfterTheSwitchGoesBackFromItsBeginning() {
        clusters.lose();
        clusters.standby.topic(TOPIC, 1);
        clusters.produce(clusters.standby, TOPIC, 50);
        clusters.primary.revive();

        succeeded(clusters.back(scenario -> {}));

        assertThat(contents(clusters.primary, TOPIC)).hasSize(150).endsWith(lastOf(TOPIC));
        assertThat(clusters.position(GROUP)).isEqualTo(100);
    }

    @Test
    void aGroupThatHasReadNothingUnderTheOwnNameGoesOnWhereThatBegins() {
        clusters.standby.topic(TOPIC, 1);
        clusters.lose();
        clusters.produce(clusters.standby, TOPIC, 50);
        clusters.primary.revive();

        succeeded(clusters.back(scenario -> {}));

        assertThat(clusters.position(GROUP)).isEqualTo(100);
    }

    @Test
    void aGroupThatHasReadSomeUnderTheOwnNameGoesOnBehindThat() {
        clusters.lose();
        clusters.standby.topic(TOPIC, 1);
        clusters.produce(clusters.standby, TOPIC, 50);
        clusters.standby.commit(GROUP, TOPIC, 0, 20);
        clusters.primary.revive();

        succeeded(clusters.back(scenario -> {}));

        assertThat(clusters.position(GROUP)).isEqualTo(120);
    }

    @Test
    void aGroupThatHasNotReadTheCopyToItsEndGoesOnWhereItHadBeen() {
        clusters.primary.commit(GROUP, TOPIC, 0, 60);
        clusters.look();
        clusters.lose();
        clusters.standby.topic(TOPIC, 1);
        clusters.produce(clusters.standby, TOPIC, 50);
        clusters.standby.commit(GROUP, TOPIC, 0, 50);
        clusters.primary.revive();

        succeeded(clusters.back(scenario -> {}));

        assertThat(clusters.standby.committed(GROUP, COPY, 0).orElseThrow().offset())
                .isBetween(1L, 60L);
        assertThat(clusters.position(GROUP)).isEqualTo(60);
    }

    private String[] lastOf(String topic) {
        return contents(clusters.standby, topic).toArray(String[]::new);
    }

    private static void succeeded(RunStatus ended) {
        assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
    }
}
