package com.datafly.signal.dr.kafka.internal.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.kafka.MirrorFlow;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What proves that something copies in the other direction. */
class FlowBackTest {

    private static final String SYNCS = "mm2-offset-syncs.standby.internal";
    private static final String CHECKPOINTS = "standby.checkpoints.internal";

    private final FlowBack back =
            FlowBack.keepingNames(new MirrorFlow("primary", "standby"), true, Optional.empty(), false);

    @Test
    void aTopicThatGrewProvesIt() {
        assertThat(back.proving(Map.of(SYNCS, 3L), Map.of(SYNCS, 4L))).containsExactly(SYNCS);
        assertThat(back.proving(Map.of(), Map.of(CHECKPOINTS, 1L))).containsExactly(CHECKPOINTS);
    }

    @Test
    void aTopicThatStoodStillOrWasMadeEmptyMeanwhileDoesNot() {
        assertThat(back.proving(Map.of(SYNCS, 3L), Map.of(SYNCS, 3L, CHECKPOINTS, 0L)))
                .isEmpty();
    }

    @Test
    void heartbeatsGoOnWhereNothingIsCopied() {
        assertThat(back.proving(Map.of("heartbeats", 3L), Map.of("heartbeats", 4L)))
                .isEmpty();
    }
}
