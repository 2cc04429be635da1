package com.datafly.signal.dr.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OperationStatusTest {

    @Test
    void whatIsToBeDoneNextIsAddedToWhatWasSeen() {
        Progress half = Progress.of("copying", 1, 2, "steps");
        OperationStatus seen = OperationStatus.running(half).needingCall().lookAgainAfter(Duration.ofMinutes(1));

        assertThat(seen.state()).isEqualTo(OperationState.RUNNING);
        assertThat(seen.progress()).contains(half);
        assertThat(seen.needsCall()).isTrue();
        assertThat(seen.lookAgainAfter()).contains(Duration.ofMinutes(1));
        assertThat(seen.needingCall().lookAgainAfter()).contains(Duration.ofMinutes(1));
    }

    @Test
    void untoldNothingIsToBeDone() {
        assertThat(OperationStatus.running().needsCall()).isFalse();
        assertThat(OperationStatus.running().lookAgainAfter()).isEmpty();
    }
}
