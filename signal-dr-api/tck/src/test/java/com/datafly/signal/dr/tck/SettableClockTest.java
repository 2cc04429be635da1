package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SettableClockTest {

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");

    @Test
    void timePassesOnlyWhenToldOrSlept() throws InterruptedException {
        clock.advance(Duration.ofSeconds(1));
        clock.sleep(Duration.ofHours(1));

        assertThat(clock.instant()).isEqualTo("2025-01-15T11:00:01Z");
        assertThat(clock.nanoTime())
                .isEqualTo(Duration.ofHours(1).plusSeconds(1).toNanos());
        assertThatIllegalArgumentException().isThrownBy(() -> clock.advance(Duration.ofSeconds(-1)));
    }

    @Test
    void settingTheWallClockDoesNotTouchDurations() {
        clock.set(Instant.EPOCH);

        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
        assertThat(clock.nanoTime()).isZero();
    }

    @Test
    void allZonesShareOneTime() {
        SettableClock paris = clock.withZone(ZoneId.of("Europe/Paris"));
        clock.advance(Duration.ofSeconds(1));

        assertThat(paris.instant()).isEqualTo(clock.instant());
        assertThat(paris.getZone()).isEqualTo(ZoneId.of("Europe/Paris"));
    }

    @Test
    void anInterruptedThreadDoesNotSleep() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> clock.sleep(Duration.ofSeconds(1)));
        assertThat(clock.nanoTime()).isZero();
    }
}
