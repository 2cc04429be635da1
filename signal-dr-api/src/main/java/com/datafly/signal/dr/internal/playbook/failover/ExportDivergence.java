package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.copy.CopyPlan;
import com.datafly.signal.dr.internal.events.copy.CopyRange;
import com.datafly.signal.dr.internal.events.copy.CopyResult;
import com.datafly.signal.dr.internal.events.copy.CopyRun;
import com.datafly.signal.dr.internal.events.copy.CopySource;
import com.datafly.signal.dr.internal.events.replay.OriginHeaders;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CutOver;
import com.datafly.signal.dr.playbook.step.DivergenceFound;
import com.datafly.signal.dr.playbook.step.EventsCopied;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Copies the events that only the old cluster has into a topic of the new one, where people can look at them, replay
 * them, or leave them. Repeated, it goes on where it was, in whatever run.
 */
public final class ExportDivergence extends BuiltIn<ExportDivergence.Input, EventsCopied> {

    /** Makes the action. */
    public ExportDivergence() {
        super("export-divergence", Input.class, EventsCopied.class);
    }

    /**
     * What goes where.
     *
     * @param countStep the step that found them
     * @param topic the topic at the new cluster, which is made if it is not there
     */
    public record Input(String countStep, String topic) {}

    @Override
    public EventsCopied act(StepContext context, Input input) {
        DivergenceFound found = Clusters.require(context, input.countStep(), DivergenceFound.class);
        CutOvers cutOvers = CutOvers.at(context);
        CutOver cut = cutOvers.require(context);
        String id = "divergence." + cut.run() + "." + input.topic();
        cutOvers.leave(Set.of(input.topic()));
        if (found.spans().isEmpty()) {
            return new EventsCopied(id, 0, true);
        }
        StreamResource target = Clusters.standby(context);
        make(target, input.topic());
        Map<PartitionId, CopyRange> ranges = new HashMap<>();
        found.spans().forEach(span -> ranges.put(span.id(), new CopyRange(span.from(), span.to())));
        OriginHeaders origins = new OriginHeaders(context.runId());
        PartitionId export = new PartitionId(input.topic(), 0);
        CopyPlan plan = CopyPlan.create(
                id,
                ranges,
                event -> NewEvent.copyOf(event, export).headers(origins.headers(event, key -> true)),
                settings -> {});
        CopyResult result =
                CopyRun.of(plan, CopySource.of(Clusters.old(context)), target).run();
        return new EventsCopied(id, result.progress().totals().written(), result.exactlyOnce());
    }

    private static void make(StreamResource target, String topic) {
        target.change("make " + topic + " at " + target.address(), driver -> {
            DrException failure = driver.createTopics(List.of(TopicSpec.of(topic, 1, Map.of())))
                    .get(topic);
            if (failure != null && failure.code() != ErrorCode.ALREADY_EXISTS) {
                throw failure;
            }
            return true;
        });
    }

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.countStep());
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("copies what only " + context.events().address() + " has into the topic " + input.topic()
                + " of " + context.standbyEvents().address());
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("# copy these events into " + input.topic() + " of "
                + context.standbyEvents().address());
    }
}
