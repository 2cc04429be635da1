package com.datafly.signal.dr.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExposureMonitorTest {

    private static final Instant BEGIN = Instant.parse("2025-01-15T10:00:00Z");
    private static final List<FailureDomain> HERE = List.of(FailureDomain.of("region", "eu-west-1"));
    private static final List<FailureDomain> THERE = List.of(FailureDomain.of("region", "eu-central-1"));

    private Instant now = BEGIN;
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private RecoverableCopy copy = RecoverableCopy.known("archive", THERE, BEGIN.minusSeconds(60), Duration.ZERO);

    @BeforeEach
    void measure() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void close() {
        Metrics.removeRegistry(registry);
        registry.close();
    }

    @Test
    void nothingIsKnownBeforeTheFirstTick() {
        ExposureMonitor monitor = monitor("fresh");

        assertThat(monitor.latest()).isEmpty();
        assertThat(gauge("fresh")).isNaN();
    }

    @Test
    void theExposureGrowsUntilATickSeesThatMoreCanBeRecovered() {
        ExposureMonitor monitor = monitor("growing");
        assertThat(monitor.tick().achieved()).contains(Duration.ofMinutes(1));

        now = now.plus(Duration.ofHours(3));
        assertThat(monitor.latest().orElseThrow().achieved()).contains(Duration.ofMinutes(181));
        assertThat(gauge("growing")).isEqualTo(181 * 60);

        copy = RecoverableCopy.known("archive", THERE, now.minusSeconds(5), Duration.ZERO);
        assertThat(gauge("growing")).isEqualTo(181 * 60);
        assertThat(monitor.tick().achieved()).contains(Duration.ofSeconds(5));
        assertThat(gauge("growing")).isEqualTo(5);
    }

    @Test
    void theGaugeIsNoNumberOnceNoCopyIsKnownToSurvive() {
        ExposureMonitor monitor = monitor("unknown");
        assertThat(monitor.tick().achieved()).isPresent();

        copy = RecoverableCopy.unknown("archive", THERE, "it cannot be asked");
        assertThat(monitor.tick().achieved()).isEmpty();
        assertThat(gauge("unknown")).isNaN();
    }

    @Test
    void aNewerMonitorOfTheSameNameTakesTheGaugeOver() {
        assertThat(monitor("twice").tick().achieved()).isPresent();
        ExposureMonitor newer = monitor("twice");
        assertThat(gauge("twice")).isNaN();

        assertThat(newer.tick().achieved()).isPresent();
        assertThat(gauge("twice")).isEqualTo(60);
    }

    @Test
    void whatWasSeenStaysWhenATickIsRefused() {
        ExposureMonitor monitor =
                ExposureMonitor.of("copies", HERE, () -> copy.latest().isPresent() ? List.of(copy) : twice(), clock);
        assertThat(monitor.tick().achieved()).isPresent();

        copy = RecoverableCopy.unknown("archive", THERE, "it cannot be asked");
        assertRefused(monitor::tick);
        assertThat(monitor.latest().orElseThrow().achieved()).contains(Duration.ofMinutes(1));
    }

    @Test
    void toAssumeThatNothingIsLostIsRefusedAtOnce() {
        assertRefused(() -> ExposureMonitor.of("none", List.of(), List::of, clock));
    }

    private ExposureMonitor monitor(String name) {
        return ExposureMonitor.of(name, HERE, () -> List.of(copy), clock);
    }

    private List<RecoverableCopy> twice() {
        return List.of(copy, copy);
    }

    private double gauge(String name) {
        return registry.get("signal.dr.exposure").tag("name", name).timeGauge().value(TimeUnit.SECONDS);
    }

    private static void assertRefused(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        DrException.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
}
