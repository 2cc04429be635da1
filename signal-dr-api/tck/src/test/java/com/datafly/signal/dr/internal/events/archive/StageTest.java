package com.datafly.signal.dr.internal.events.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StageTest {

    private final AtomicBoolean later = new AtomicBoolean();

    @Test
    void afterAnErrorNothingMoreIsDoneAndEverybodyHears() {
        try (Stage stage = new Stage("stage-test", 1, 4)) {
            stage.submit("lane", () -> {
                throw new OutOfMemoryError("heap");
            });

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> {
                        stage.submit("lane", () -> later.set(true));
                        stage.drain();
                    })
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                    .withRootCauseInstanceOf(OutOfMemoryError.class);
            assertThat(later).isFalse();
        }
    }
}
