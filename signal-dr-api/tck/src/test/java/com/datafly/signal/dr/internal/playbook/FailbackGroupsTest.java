package com.datafly.signal.dr.internal.playbook;

import static com.datafly.signal.dr.internal.playbook.TwinClusters.GROUP;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.TOPIC;
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

/** Where groups go on at the old cluster. */
class FailbackGroupsTest {

    private static final String LATER = "born-later";

    @TempDir
    private Path directory;

    private static final String WIDE = "events.wide";

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
    void whereNothingCameBackAGroupReadsWhatOnlyTheOldClusterHas() {
        clusters.produce(clusters.primary, TOPIC, 7);
        clusters.lose();
        clusters.primary.revive();

        RunStatus ended = clusters.back(scenario -> {});

        succeeded(ended);
        assertThat(clusters.position(GROUP)).isEqualTo(100);
        assertThat(clusters.report()).contains("no group is sent past an event");
    }

    @Test
    void whatOnlyTheOldClusterHasReadsNoGroupThatGoesOnBehindIt() {
        clusters.produce(clusters.primary, TOPIC, 7);
        clusters.lose();
        clusters.produce(clusters.standby, TOPIC, 50);
        clusters.primary.revive();

        RunStatus ended = clusters.back(scenario -> {});

        succeeded(ended);
        assertThat(clusters.position(GROUP)).isEqualTo(107);
        assertThat(clusters.report()).contains("never read them there: {readers=7}");
    }

    @Test
    void aGroupThatWasMadeAtTheStandbyGoesBackToo() {
        clusters.lose();
        clusters.produce(clusters.standby, TOPIC, 50);
        clusters.standby.commit(LATER, TOPIC, 0, 120);
        clusters.primary.revive();

        succeeded(clusters.back(scenario -> scenario.groups(GROUP, LATER)));

        assertThat(clusters.position(LATER)).isEqualTo(120);
    }

    @Test
    void aPartitionThatAGroupNeverCommittedIsReadFromItsStart() {
        clusters.primary.topic(WIDE, 2);
        clusters.produce(clusters.primary, WIDE, 10);
        clusters.primary.write(WIDE, 1, "key", "never committed");
        clusters.primary.commit(GROUP, WIDE, 0, 5);
        clusters.mirror.copy();
        clusters.mirror.flush();
        clusters.look();
        clusters.lose();
        clusters.standby.write(WIDE, 1, "key", "made at the standby");
        clusters.primary.revive();

        succeeded(clusters.back(scenario -> {}));

        assertThat(clusters.primary.committed(GROUP, WIDE, 1).orElseThrow().offset())
                .isZero();
    }

    @Test
    void aGroupThatNobodyKnowsIsNotFoundBeforeAnyIsMoved() {
        clusters.lose();
        clusters.produce(clusters.standby, TOPIC, 50);
        clusters.standby.commit(GROUP, TOPIC, 0, 150);
        clusters.primary.revive();

        RunStatus ended = clusters.back(scenario -> scenario.groups(GROUP, "reeders"));

        assertThat(done(ended)).doesNotContain("translate", "move-groups");
        assertThat(told(ended)).contains("[reeders]", "Check their names");
        assertThat(clusters.position(GROUP)).isEqualTo(100);
    }

    private static void succeeded(RunStatus ended) {
        assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
    }
}
