package com.datafly.signal.dr.internal.observe;

import com.datafly.signal.dr.playbook.RunListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the libraries for meters and spans that the host brings. One of each serves all runs of the process. */
public final class Instruments {

    private static final Logger LOG = LoggerFactory.getLogger(Instruments.class);

    private Instruments() {}

    /**
     * Returns listeners for Micrometer's global registry and OpenTelemetry's global tracer, where these are present.
     */
    public static List<RunListener> onClassPath() {
        return Present.LISTENERS;
    }

    private static void add(List<RunListener> found, String library, Supplier<RunListener> listener) {
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

        static {
            List<RunListener> found = new ArrayList<>();
            add(found, "io.micrometer.core.instrument.Metrics", () -> MicrometerMeters.global());
            add(found, "io.opentelemetry.api.GlobalOpenTelemetry", () -> OpenTelemetrySpans.global());
            LISTENERS = List.copyOf(found);
        }
    }
}
