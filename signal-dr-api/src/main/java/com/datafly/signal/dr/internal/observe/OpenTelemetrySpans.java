package com.datafly.signal.dr.internal.observe;

import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunEvent.OfStep;
import com.datafly.signal.dr.playbook.RunEvent.RunStarted;
import com.datafly.signal.dr.playbook.RunEvent.StepFinished;
import com.datafly.signal.dr.playbook.RunEvent.StepStarted;
import com.datafly.signal.dr.playbook.RunListener;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Spans of runs and their steps. A run's span ends when the run stops for a person, and another begins when it goes on,
 * here or elsewhere; all of them carry the same link, which is made of the run's id. Thread-safe.
 */
final class OpenTelemetrySpans implements RunListener {

    private final Supplier<OpenTelemetry> telemetry;
    private final Map<String, RunSpans> runs = new ConcurrentHashMap<>();

    OpenTelemetrySpans(Supplier<OpenTelemetry> telemetry) {
        this.telemetry = telemetry;
    }

    /** Asks anew with each span: the host may set its telemetry up later, and asking must not set it up as nothing. */
    static OpenTelemetrySpans global() {
        return new OpenTelemetrySpans(GlobalOpenTelemetry::getOrNoop);
    }

    @Override
    public void on(RunEvent event) {
        RunSpans spans = runs.computeIfAbsent(
                event.run(), run -> new RunSpans(run, () -> telemetry.get().getTracer("com.datafly.signal.dr")));
        synchronized (spans) {
            tell(spans, event);
        }
    }

    private void tell(RunSpans spans, RunEvent event) {
        if (event instanceof RunStarted started) {
            spans.started(started);
        } else if (event instanceof StepStarted started) {
            spans.stepStarted(started);
        } else if (event instanceof StepFinished finished) {
            spans.stepFinished(finished);
        } else if (event instanceof OfStep ofStep) {
            spans.noted(ofStep);
        } else if (event instanceof RunEvent.RunStopped stopped) {
            spans.stopped(stopped.at(), stopped.state(), stopped.reason());
        } else if (event instanceof RunEvent.RunLost lost) {
            spans.lost(lost);
            runs.remove(event.run());
        } else if (event instanceof RunEvent.RunFinished finished) {
            spans.stopped(finished.at(), finished.state(), "");
            runs.remove(event.run());
        } else {
            spans.noted(event);
        }
    }
}
