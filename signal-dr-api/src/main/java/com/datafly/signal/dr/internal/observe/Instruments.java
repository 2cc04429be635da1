package com.datafly.signal.dr.internal.observe;

import com.datafly.signal.dr.playbook.RunListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the libraries for meters and spans that the host brings. One of each serves all runs of the process. */
public final class Instruments {

    private static final Logger LOG = LoggerFactory.getLogger(Instruments.class);

    private static final String MICROMETER = "io.micrometer.core.instrument.Metrics";

    private Instruments() {}

    /**
     * Returns listeners for Micrometer's global registry and OpenTelemetry's global tracer, where these are present.
     */
    public static List<RunListener> onClassPath() {
        return Present.LISTENERS;
    }

    /** Shows an exposure, which is empty where it is not known, as a gauge, if Micrometer is there. */
    public static void exposure(String name, Supplier<Optional<Duration>> exposure) {
        Present.GAUGES.forEach(gauges -> gauges.accept(name, exposure));
    }

    private static <T> void add(List<T> found, String library, Supplier<T> listener) {
        try {
            Module module = Class.forName(library, false, Instruments.class.getClassLoader())
                    .getModule();
            // A library on the class path of a program whose module is ours: only this makes it readable.
            Instruments.class.getModule().addReads(module);
            found.add(listener.get());
        } catch (ClassNotFoundException e) {
            LOG.debug("{} is not there: nothing is told to it", library);
        } catch (LinkageError e) {
            LOG.warn("{} cannot be used, so nothing is told to it: {}", library, String.valueOf(e));
        }
    }

    private static final class Present {
        static final List<RunListener> LISTENERS;
        static final List<BiConsumer<String, Supplier<Optional<Duration>>>> GAUGES;

        static {
            List<RunListener> found = new ArrayList<>();
            add(found, MICROMETER, () -> MicrometerMeters.global());
            add(found, "io.opentelemetry.api.GlobalOpenTelemetry", () -> OpenTelemetrySpans.global());
            LISTENERS = List.copyOf(found);
            List<BiConsumer<String, Supplier<Optional<Duration>>>> gauges = new ArrayList<>();
            add(gauges, MICROMETER, () -> ExposureGauges.global()::show);
            GAUGES = List.copyOf(gauges);
        }
    }
}
