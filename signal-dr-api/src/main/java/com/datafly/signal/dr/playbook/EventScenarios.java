package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.FlowProbe;
import com.datafly.signal.dr.events.LagQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The operations guide's scenarios of event streams as playbooks. What they cannot know the host adds.
 *
 * @since 0.1
 */
public final class EventScenarios {

    /** The resource that no two runs of these playbooks work on at once. */
    public static final String EVENTS = "events";

    private EventScenarios() {}

    /**
     * Scenario 4, the failure of the event stream: the host's own steps of recovery, if any; then waits for a cluster
     * that serves, freezes retention so that nobody lets unread events go, waits until the consumers have resumed from
     * their committed offsets and read everything, proves that events flow if a step for that is given, looks once
     * more, and ends the freeze.
     *
     * <p>Defaults: up to 4 hours until the cluster serves, up to an hour until everything is read; no proof of flow.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if no group is named
     */
    public static Playbook eventStreamFailure(Consumer<EventStreamFailure> more) {
        EventStreamFailure scenario = new EventStreamFailure();
        more.accept(scenario);
        return Playbook.define("event-stream-failure", scenario::define);
    }

    /**
     * Collects the settings of {@link EventScenarios#eventStreamFailure}. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class EventStreamFailure {

        private static final String SERVING = "serving";
        private static final String FREEZE = "freeze-retention";
        private static final String CAUGHT_UP = "caught-up";
        private static final String FLOW = "flow";
        private static final String RECOVERED = "recovered";

        private final Map<String, String[]> groups = new LinkedHashMap<>();
        private final List<Step> recovery = new ArrayList<>();
        private final List<Step> flow = new ArrayList<>();
        private Duration servingWithin = Duration.ofHours(4);
        private Duration caughtUpWithin = Duration.ofHours(1);

        private EventStreamFailure() {}

        /**
         * Expects a group to consume again, and to read everything.
         *
         * @param topics those that it must read besides the ones that it has commits for
         */
        public EventStreamFailure group(String name, String... topics) {
            groups.put(requireNonNull(name, "name"), topics.clone());
            return this;
        }

        /** Adds a step of the provider's recovery, before anything is waited for, behind those added before. */
        public EventStreamFailure recovery(Step step) {
            recovery.add(requireNonNull(step, "step"));
            return this;
        }

        /** Sets how long to wait for a cluster that serves. */
        public EventStreamFailure servingWithin(Duration servingWithin) {
            this.servingWithin = requireNonNull(servingWithin, "servingWithin");
            return this;
        }

        /** Sets how long to wait, once it serves, until every group consumes and has read everything. */
        public EventStreamFailure caughtUpWithin(Duration caughtUpWithin) {
            this.caughtUpWithin = requireNonNull(caughtUpWithin, "caughtUpWithin");
            return this;
        }

        /** Proves by a marker that events flow from the front to the end; see {@link EventSteps#probeEventFlow}. */
        public EventStreamFailure flow(FlowProbe probe) {
            return flow(EventSteps.probeEventFlow(FLOW, probe));
        }

        /** Adds a step that proves that events flow from the front to the end, behind those added before. */
        public EventStreamFailure flow(Step step) {
            flow.add(requireNonNull(step, "step"));
            return this;
        }

        private void define(Playbook.Builder playbook) {
            LagQuery query = query();
            playbook.protects(EVENTS);
            String before = chain(playbook, recovery, "");
            playbook.step(behind(EventSteps.awaitServing(SERVING, servingWithin), before))
                    .step(EventSteps.freezeTopicRetention(FREEZE, "failure of the event stream")
                            .after(SERVING))
                    .step(EventSteps.awaitLagZero(CAUGHT_UP, caughtUpWithin, query)
                            .after(FREEZE));
            before = chain(playbook, flow, CAUGHT_UP);
            playbook.step(Steps.gate(RECOVERED, EventGuards.eventStreamServing())
                            .after(before))
                    .step(EventSteps.unfreezeTopicRetention("unfreeze-retention", FREEZE)
                            .after(RECOVERED));
        }

        private LagQuery query() {
            return LagQuery.of(query -> {
                groups.forEach(query::group);
                query.requireMembers();
            });
        }

        private static String chain(Playbook.Builder playbook, List<Step> steps, String before) {
            String last = before;
            for (Step step : steps) {
                playbook.step(behind(step, last));
                last = step.id();
            }
            return last;
        }

        private static Step behind(Step step, String before) {
            return before.isEmpty() ? step : step.after(before);
        }
    }
}
