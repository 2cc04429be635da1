package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.playbook.Forecast;
import com.datafly.signal.dr.playbook.Join;
import com.datafly.signal.dr.playbook.PlannedStep;
import com.datafly.signal.dr.playbook.Prediction;
import com.datafly.signal.dr.playbook.Step;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Plays a playbook through by the predicted durations of its steps, as the runner would order them. */
final class Forecasts {

    private final List<PlannedStep> steps;
    private final Map<String, Integer> caps;
    private final Function<Prediction, Duration> duration;
    private final Map<String, List<PlannedStep>> followers = new HashMap<>();
    private final Map<String, Integer> missing = new HashMap<>();
    private final Map<String, Integer> busy = new HashMap<>();
    private final Map<String, Deque<Ready>> queues = new HashMap<>();
    private final Map<String, String> cause = new HashMap<>();
    private final PriorityQueue<Running> running = new PriorityQueue<>(Comparator.comparing(Running::end));

    private Forecasts(List<PlannedStep> steps, Map<String, Integer> caps, Function<Prediction, Duration> duration) {
        this.steps = steps;
        this.caps = caps;
        this.duration = duration;
        for (PlannedStep planned : steps) {
            Step step = planned.step();
            missing.put(step.id(), step.join() == Join.ANY ? 1 : step.after().size());
            step.after()
                    .forEach(before -> followers
                            .computeIfAbsent(before, id -> new ArrayList<>())
                            .add(planned));
        }
    }

    /** Forecasts the whole by the steps' medians and by their 90th percentiles. */
    static Forecast of(List<PlannedStep> steps, Map<String, Integer> caps) {
        List<String> withoutHistory = steps.stream()
                .filter(step -> step.performed() && step.prediction().samples() == 0)
                .map(PlannedStep::id)
                .toList();
        End median = new Forecasts(steps, caps, known(Prediction::median)).play();
        End p90 = new Forecasts(steps, caps, known(Prediction::p90)).play();
        return Forecast.of(median.after(), p90.after(), p90.path(), withoutHistory);
    }

    private static Function<Prediction, Duration> known(Function<Prediction, Optional<Duration>> percentile) {
        return prediction -> percentile.apply(prediction).orElse(Duration.ZERO);
    }

    private End play() {
        for (PlannedStep step : steps) {
            if (step.step().after().isEmpty()) {
                begin(new Ready(step, null), Duration.ZERO);
            }
        }
        Duration end = Duration.ZERO;
        @Nullable String last = null;
        while (!running.isEmpty()) {
            Running done = running.remove();
            end = done.end();
            last = done.step().id();
            release(done);
            for (PlannedStep follower : followers.getOrDefault(last, List.of())) {
                if (missing.merge(follower.id(), -1, Integer::sum) == 0) {
                    begin(new Ready(follower, last), end);
                }
            }
        }
        return new End(end, path(last));
    }

    /** Begins a step, or lets it wait where its provider is at its cap. */
    private void begin(Ready ready, Duration now) {
        String provider = ready.step().step().provider().orElse("");
        int used = busy.getOrDefault(provider, 0);
        if (used >= caps.getOrDefault(provider, Integer.MAX_VALUE)) {
            queues.computeIfAbsent(provider, name -> new ArrayDeque<>()).add(ready);
            return;
        }
        busy.put(provider, used + 1);
        if (ready.cause() != null) {
            cause.put(ready.step().id(), ready.cause());
        }
        Duration takes = ready.step().performed() ? duration.apply(ready.step().prediction()) : Duration.ZERO;
        running.add(new Running(ready.step(), now.plus(takes)));
    }

    private void release(Running done) {
        String provider = done.step().step().provider().orElse("");
        busy.merge(provider, -1, Integer::sum);
        Deque<Ready> waiting = queues.get(provider);
        if (waiting != null && !waiting.isEmpty()) {
            begin(new Ready(waiting.remove().step(), done.step().id()), done.end());
        }
    }

    private List<String> path(@Nullable String last) {
        List<String> path = new ArrayList<>();
        for (String id = last; id != null; id = cause.get(id)) {
            path.add(id);
        }
        Collections.reverse(path);
        return path;
    }

    /** A step, and the one whose end let it begin. */
    private record Ready(PlannedStep step, @Nullable String cause) {}

    private record Running(PlannedStep step, Duration end) {}

    private record End(Duration after, List<String> path) {}
}
