package com.datafly.signal.dr.internal.playbook;

import static com.datafly.signal.dr.internal.playbook.TwinClusters.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.playbook.FailoverSteps;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
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

/** Whether a loss is proven when events were copied behind the last pair of offsets, and the source is gone. */
class LastPairTest {

    @TempDir
    private Path directory;

    private TwinClusters clusters;

    @BeforeEach
    void copyBehindTheLastPair() {
        clusters = new TwinClusters(directory);
        clusters.mirror.keepNames();
        clusters.mirrored();
        clusters.produce(clusters.primary, TOPIC, 30);
        clusters.mirror.copy();
        clusters.look();
        clusters.primary.kill();
    }

    @AfterEach
    void close() {
        clusters.close();
    }

    @Test
    void aMirrorThatOutlivesTheSourceProvesItByItsNextPair() {
        clusters.mirror.flush();

        assertThat(report()).contains("lacks 0 events");
    }

    @Test
    void withoutThatPairTheCountIsNoProof() {
        assertThat(report()).contains("lacks about 0 events");
    }

    /** Lets the loss be declared, and returns the evidence. */
    private String report() {
        List<PartitionOffset> ends = List.of(PartitionOffset.of(new PartitionId(TOPIC, 0), 130));
        Step freeze = MirroredProduct.hook(
                "freeze", ProducersFrozen.class, () -> new ProducersFrozen(ends, Optional.empty()));
        RunStatus ended = clusters.run(Playbook.define(
                "last-pair",
                playbook -> playbook.step(freeze)
                        .step(FailoverSteps.declareLoss("loss", Optional.of("freeze"), Duration.ofMillis(100)))));
        assertThat(ended.state()).isEqualTo(RunState.SUCCEEDED);
        return clusters.report();
    }
}
