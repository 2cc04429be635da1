package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.ReplicationTask;
import com.datafly.signal.dr.events.ReplicationTask.Kind;
import com.datafly.signal.dr.events.ReplicationTask.State;
import com.datafly.signal.dr.internal.playbook.action.Work;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.spi.ReplicationDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the connectors do that copy events, and their tasks. What does not say what it copies is taken for one of them.
 *
 * @param tasks the connectors' and tasks', by connector; empty if there is none
 */
record MirrorTasks(Map<String, List<ReplicationTask>> tasks) {

    private static final Duration POLL = Duration.ofMillis(200);

    /** Asks the copying software; empty if nobody said whom to ask. */
    static Optional<MirrorTasks> find(StepContext context) {
        ReplicationDriver driver = Clusters.link(context).driver();
        return Clusters.standby(context)
                .read("ask what copies to " + context.standbyEvents().address(), each -> driver.tasks())
                .map(MirrorTasks::of);
    }

    /** Asks likewise; none if nobody can be asked. */
    static MirrorTasks ask(StepContext context) {
        return find(context).orElseGet(() -> new MirrorTasks(Map.of()));
    }

    /** Waits until nothing copies; returns also if that takes longer, or nobody can be asked. */
    static void awaitStill(StepContext context, Duration within) {
        long end = context.time().nanoTime() + within.toNanos();
        while (mayCopy(context) && context.time().nanoTime() < end) {
            Work.pause(context, POLL);
        }
    }

    private static boolean mayCopy(StepContext context) {
        try {
            return find(context).filter(tasks -> !tasks.unquiet().isEmpty()).isPresent();
        } catch (DrException e) {
            if (Clusters.silent(e)) {
                return false;
            }
            throw e;
        }
    }

    static MirrorTasks of(List<ReplicationTask> all) {
        Map<String, List<ReplicationTask>> tasks = new TreeMap<>();
        all.stream()
                .filter(task -> task.kind() == Kind.EVENTS || task.kind() == Kind.UNKNOWN)
                .forEach(task -> tasks.computeIfAbsent(task.connector(), name -> new ArrayList<>())
                        .add(task));
        return new MirrorTasks(tasks);
    }

    /** Tells whether some task copies events now. */
    boolean copy() {
        return tasks.values().stream()
                .flatMap(List::stream)
                .anyMatch(task -> task.task() >= 0 && task.state() == State.RUNNING);
    }

    /** Returns the connectors that copy, or may begin to by themselves. */
    List<String> unquiet() {
        return tasks.entrySet().stream()
                .filter(connector -> !isQuiet(connector.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A task that failed, or that no worker has, stays paused with its connector when it is started again. */
    private static boolean isQuiet(List<ReplicationTask> tasks) {
        boolean allPaused = tasks.stream().allMatch(task -> task.state() == State.PAUSED);
        boolean connectorPaused = tasks.stream().anyMatch(task -> task.task() < 0 && task.state() == State.PAUSED);
        boolean someRuns =
                tasks.stream().anyMatch(task -> task.state() == State.RUNNING || task.state() == State.UNKNOWN);
        return allPaused || (connectorPaused && !someRuns);
    }
}
