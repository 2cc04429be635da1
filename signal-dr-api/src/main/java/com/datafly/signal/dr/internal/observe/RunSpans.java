package com.datafly.signal.dr.internal.observe;

import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunEvent.ApprovalGiven;
import com.datafly.signal.dr.playbook.RunEvent.ApprovalNeeded;
import com.datafly.signal.dr.playbook.RunEvent.ClockJumped;
import com.datafly.signal.dr.playbook.RunEvent.DeadlinePassed;
import com.datafly.signal.dr.playbook.RunEvent.EventsMissed;
import com.datafly.signal.dr.playbook.RunEvent.OfStep;
import com.datafly.signal.dr.playbook.RunEvent.RunLost;
import com.datafly.signal.dr.playbook.RunEvent.RunMeasured;
import com.datafly.signal.dr.playbook.RunEvent.RunStarted;
import com.datafly.signal.dr.playbook.RunEvent.StepFinished;
import com.datafly.signal.dr.playbook.RunEvent.StepObserved;
import com.datafly.signal.dr.playbook.RunEvent.StepStarted;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.StepState;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The spans of one run. Not thread-safe. */
final class RunSpans {

    private static final AttributeKey<String> RUN = AttributeKey.stringKey("signal_dr.run");
    private static final AttributeKey<String> STEP = AttributeKey.stringKey("signal_dr.step");
    private static final AttributeKey<String> STATE = AttributeKey.stringKey("signal_dr.state");

    /** A step's span, and when its attempt began. */
    private record Attempt(Span span, Instant begin) {}

    private final String run;
    private final Supplier<Tracer> tracer;
    private final Map<String, Attempt> steps = new HashMap<>();
    private String name = "run";
    private Attributes described = Attributes.empty();
    private @Nullable Span span;

    RunSpans(String run, Supplier<Tracer> tracer) {
        this.run = run;
        this.tracer = tracer;
    }

    void started(RunStarted started) {
        stopped(started.at(), RunState.LOST, "");
        name = "run " + started.playbook();
        described = Attributes.builder()
                .put("signal_dr.playbook", started.playbook())
                .put("signal_dr.drill", started.drill())
                .put("signal_dr.epoch", started.epoch())
                .build();
        current(started.at());
    }

    void stepStarted(StepStarted started) {
        Span step = begin(started.step(), started.action(), started.at())
                .setAttribute("signal_dr.generation", started.generation())
                .setAttribute("signal_dr.undo", started.undo());
        Attempt before = steps.put(started.step(), new Attempt(step, started.at()));
        if (before != null) {
            before.span().end(started.at());
        }
    }

    void stepFinished(StepFinished finished) {
        Attempt attempt = steps.remove(finished.step());
        if (attempt == null) {
            Instant begin = finished.at().minus(finished.duration());
            attempt = new Attempt(begin(finished.step(), finished.action(), begin), begin);
        }
        Span step = attempt.span();
        step.setAttribute(STATE, finished.state().name());
        if (finished.state() == StepState.FAILED || finished.state() == StepState.INDETERMINATE) {
            step.setStatus(StatusCode.ERROR, finished.failure().orElse(""));
        }
        // By the measured time: the wall clock may have jumped in between.
        step.end(attempt.begin().plus(finished.duration()));
    }

    /** Notes an event on the span of its step if one is open, else on the run's. */
    void noted(OfStep event) {
        Attempt attempt = steps.get(event.step());
        Span noting = attempt == null ? current(event.at()) : attempt.span();
        if (event instanceof StepObserved observed) {
            noting.addEvent("observed", of("signal_dr.operation", observed.operation()), event.at());
        } else if (event instanceof ApprovalNeeded) {
            noting.addEvent("approval needed", Attributes.of(STEP, event.step()), event.at());
        } else if (event instanceof ApprovalGiven given) {
            noting.addEvent(
                    "approval given",
                    Attributes.of(STEP, event.step(), AttributeKey.stringKey("signal_dr.principal"), given.principal()),
                    event.at());
        }
    }

    void noted(RunEvent event) {
        Span noting = current(event.at());
        if (event instanceof ClockJumped jumped) {
            noting.addEvent("clock jumped", of("signal_dr.jump", jumped.jump().toString()), event.at());
        } else if (event instanceof DeadlinePassed passed) {
            noting.addEvent(
                    "deadline passed", of("signal_dr.budget", passed.budget().toString()), event.at());
        } else if (event instanceof EventsMissed missed) {
            noting.addEvent("events missed", of("signal_dr.count", Long.toString(missed.count())), event.at());
        } else if (event instanceof RunMeasured measured) {
            noting.setAttribute("signal_dr.verdict", measured.verdict().name());
            measured.recoveryTime().ifPresent(time -> noting.setAttribute("signal_dr.rto", time.toString()));
            measured.recoveryPoint().ifPresent(time -> noting.setAttribute("signal_dr.rpo", time.toString()));
        }
    }

    /** Ends the run's span, where one is open. Steps in flight end when they finish. */
    void stopped(Instant at, RunState state, String reason) {
        Span ending = span;
        if (ending == null) {
            return;
        }
        ending.setAttribute(STATE, state.name());
        if (state == RunState.FAILED || state == RunState.INDETERMINATE || state == RunState.LOST) {
            ending.setStatus(StatusCode.ERROR, reason);
        }
        ending.end(at);
        span = null;
    }

    /** Ends everything: what the steps do is another process's to tell. */
    void lost(RunLost lost) {
        steps.values().forEach(attempt -> attempt.span().end(lost.at()));
        steps.clear();
        stopped(lost.at(), RunState.LOST, lost.reason());
    }

    private Span begin(String step, String action, Instant at) {
        return tracer.get()
                .spanBuilder("step " + action)
                .setParent(Context.root().with(current(at)))
                .setStartTimestamp(at)
                .setAttribute(RUN, run)
                .setAttribute(STEP, step)
                .setAttribute("signal_dr.action", action)
                .startSpan();
    }

    private Span current(Instant at) {
        Span open = span;
        if (open == null) {
            SpanBuilder builder = tracer.get()
                    .spanBuilder(name)
                    .setNoParent()
                    .setStartTimestamp(at)
                    .addLink(common(run), Attributes.of(RUN, run));
            open = builder.setAllAttributes(described).setAttribute(RUN, run).startSpan();
            span = open;
        }
        return open;
    }

    /** Returns the point to which all spans of a run link, in whatever process: it is made of the run's id alone. */
    private static SpanContext common(String run) {
        try {
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(run.getBytes(StandardCharsets.UTF_8)));
            return SpanContext.createFromRemoteParent(
                    hash.substring(0, 32), hash.substring(32, 48), TraceFlags.getDefault(), TraceState.getDefault());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Attributes of(String key, String value) {
        return Attributes.of(AttributeKey.stringKey(key), value);
    }
}
