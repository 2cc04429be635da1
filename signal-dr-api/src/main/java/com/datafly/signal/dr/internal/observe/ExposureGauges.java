package com.datafly.signal.dr.internal.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A gauge for each name, which the newest one to ask for it fills. Thread-safe. */
final class ExposureGauges {

    private final MeterRegistry registry;
    private final Map<String, Supplier<Optional<Duration>>> exposures = new ConcurrentHashMap<>();

    ExposureGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    static ExposureGauges global() {
        return new ExposureGauges(Metrics.globalRegistry);
    }

    void show(String name, Supplier<Optional<Duration>> exposure) {
        if (exposures.put(name, exposure) == null) {
            TimeGauge.builder("signal.dr.exposure", () -> seconds(name), TimeUnit.SECONDS)
                    .description("Data that would be lost if the disaster came now, by its age")
                    .tags(Tags.of("name", name))
                    .register(registry);
        }
    }

    private double seconds(String name) {
        return Optional.ofNullable(exposures.get(name))
                .flatMap(Supplier::get)
                .map(exposure -> exposure.toNanos() / 1e9)
                .orElse(Double.NaN);
    }
}
