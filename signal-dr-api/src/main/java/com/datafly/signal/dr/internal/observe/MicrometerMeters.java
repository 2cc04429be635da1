package com.datafly.signal.dr.internal.observe;

import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunEvent.ClockJumped;
import com.datafly.signal.dr.playbook.RunEvent.DeadlinePassed;
import com.datafly.signal.dr.playbook.RunEvent.EventsMissed;
import com.datafly.signal.dr.playbook.RunEvent.RunFinished;
import com.datafly.signal.dr.playbook.RunEvent.RunLost;
import com.datafly.signal.dr.playbook.RunEvent.RunMeasured;
import com.datafly.signal.dr.playbook.RunEvent.RunStarted;
import com.datafly.signal.dr.playbook.RunEvent.RunStopped;
import com.datafly.signal.dr.playbook.RunEvent.StepFinished;
import com.datafly.signal.dr.playbook.RunEvent.StepStarted;
import com.datafly.signal.dr.playbook.RunListener;
import com.datafly.signal.dr.playbook.RunState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Meters of runs and steps. Tags are names from playbooks, never ids of runs, so their number stays small. Thread-safe.
 */
final class MicrometerMeters implements RunListener {

    private static final List<RunState> OPEN =
            List.of(RunState.RUNNING, RunState.WAITING_FOR_APPROVAL, RunState.PAUSED, RunState.INDETERMINATE);

    /** What a run belongs to. */
    private record Kind(String playbook, boolean drill) {
        static final Kind UNKNOWN = new Kind("unknown", false);

        Tags tags() {
            return Tags.of("playbook", playbook, "drill", Boolean.toString(drill));
        }
    }

    private record Open(Kind kind, RunState state) {}

    private record Latest(String meter, Kind kind) {}

    private final MeterRegistry registry;
    private final Map<String, Open> runs = new ConcurrentHashMap<>();
    private final Map<Latest, Duration> latest = new ConcurrentHashMap<>();
    private final Set<Kind> shown = ConcurrentHashMap.newKeySet();

    MicrometerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    static MicrometerMeters global() {
        return new MicrometerMeters(Metrics.globalRegistry);
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof StepFinished finished) {
            finished(finished);
        } else if (event instanceof StepStarted started) {
            runs.computeIfPresent(started.run(), (run, open) -> new Open(open.kind(), RunState.RUNNING));
        } else if (event instanceof RunStarted started) {
            started(started);
        } else if (event instanceof RunStopped stopped) {
            runs.computeIfPresent(stopped.run(), (run, open) -> new Open(open.kind(), stopped.state()));
        } else if (event instanceof RunMeasured measured) {
            measured.recoveryTime().ifPresent(time -> measured("signal.dr.recovery.time", event, time));
            measured.recoveryPoint().ifPresent(time -> measured("signal.dr.recovery.point", event, time));
        } else if (event instanceof RunFinished finished) {
            finished(finished);
        } else {
            incident(event);
        }
    }

    private void incident(RunEvent event) {
        if (event instanceof RunLost) {
            count("signal.dr.lease.lost", event, 1);
            runs.remove(event.run());
        } else if (event instanceof ClockJumped) {
            count("signal.dr.clock.jumps", event, 1);
        } else if (event instanceof DeadlinePassed) {
            count("signal.dr.deadline.passed", event, 1);
        } else if (event instanceof EventsMissed missed) {
            count("signal.dr.events.missed", event, (double) missed.count());
        }
    }

    private void started(RunStarted started) {
        Kind kind = new Kind(started.playbook(), started.drill());
        runs.put(started.run(), new Open(kind, RunState.RUNNING));
        registry.counter("signal.dr.runs.started", kind.tags().and("resumed", Boolean.toString(started.epoch() > 1)))
                .increment();
        if (shown.add(kind)) {
            show(kind);
        }
    }

    /** Once for all runs of a kind: the registry warns of a gauge that it has. */
    private void show(Kind kind) {
        for (RunState state : OPEN) {
            Gauge.builder("signal.dr.runs.open", () -> open(kind, state))
                    .description("Runs that this process has begun or taken over and that have not ended")
                    .tags(kind.tags().and("state", state.name()))
                    .register(registry);
        }
    }

    private long open(Kind kind, RunState state) {
        Open wanted = new Open(kind, state);
        return runs.values().stream().filter(wanted::equals).count();
    }

    private void finished(StepFinished finished) {
        registry.timer(
                        "signal.dr.step.duration",
                        Tags.of(
                                "action",
                                finished.action(),
                                "state",
                                finished.state().name()))
                .record(finished.duration());
    }

    private void finished(RunFinished finished) {
        registry.timer(
                        "signal.dr.run.duration",
                        kind(finished).tags().and("state", finished.state().name()))
                .record(finished.duration());
        runs.remove(finished.run());
    }

    private void measured(String meter, RunEvent event, Duration measured) {
        Latest key = new Latest(meter, kind(event));
        if (latest.put(key, measured) != null) {
            return;
        }
        TimeGauge.builder(meter, () -> latest.getOrDefault(key, Duration.ZERO).toNanos(), TimeUnit.NANOSECONDS)
                .description("What the latest run achieved")
                .tags(key.kind().tags())
                .register(registry);
    }

    private void count(String meter, RunEvent event, double count) {
        registry.counter(meter, kind(event).tags()).increment(count);
    }

    private Kind kind(RunEvent event) {
        Open open = runs.get(event.run());
        return open == null ? Kind.UNKNOWN : open.kind();
    }
}
