package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.TopicRetentionChange;
import com.datafly.signal.dr.events.TopicRetentionPlan;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.TopicRetentionApplied;
import com.datafly.signal.dr.playbook.step.TopicRetentionPlanned;
import com.datafly.signal.dr.playbook.step.TopicRetentionSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Changes what an earlier step's plan of topics' retention shows, and nothing else. Done again, it does the rest. */
public final class ApplyTopicRetention extends BuiltIn<ApplyTopicRetention.Input, TopicRetentionApplied> {

    /** Makes the action. */
    public ApplyTopicRetention() {
        super("apply-topic-retention", Input.class, TopicRetentionApplied.class);
    }

    /**
     * What to apply.
     *
     * @param planStep the step that planned
     * @param policy the policy that it planned by
     * @param shrink whether events that every group has read may be deleted
     */
    public record Input(String planStep, TopicRetentionInput policy, boolean shrink) {}

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.planStep());
    }

    @Override
    public TopicRetentionApplied act(StepContext context, Input input) {
        TopicRetentionPlanned planned = Outputs.require(context, input.planStep(), TopicRetentionPlanned.class);
        TopicRetentionPlan now =
                context.events().retention().plan(input.policy().policy());
        requireShown(context, planned, now);
        TopicRetentionApplied done =
                TopicRetentionApplied.of(context.events().retention().apply(input.shrink() ? now.allowShrink() : now));
        return new TopicRetentionApplied(with(planned, now, done), done.refused());
    }

    /** What the plan showed and does not differ any more was changed by an attempt before this one. */
    private static List<String> with(
            TopicRetentionPlanned planned, TopicRetentionPlan now, TopicRetentionApplied done) {
        List<String> open =
                now.changes().stream().map(TopicRetentionChange::topic).toList();
        List<String> changed = new ArrayList<>(done.changed());
        planned.changes().stream()
                .map(TopicRetentionSeen::topic)
                .filter(topic -> !open.contains(topic))
                .forEach(changed::add);
        return List.copyOf(changed);
    }

    private static void requireShown(StepContext context, TopicRetentionPlanned planned, TopicRetentionPlan now) {
        List<String> others = now.changes().stream()
                .filter(change -> planned.changes().stream().noneMatch(seen -> seen.is(change)))
                .map(TopicRetentionChange::topic)
                .toList();
        if (!others.isEmpty() || !planned.clusterId().equals(now.clusterId())) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    context.stepId(),
                    "by now the policy would also change " + others + ", which the plan did not show",
                    failure -> failure.resource(context.events().address().toString())
                            .hint("Start another run, and look at its plan."));
        }
    }

    @Override
    public Sighting<TopicRetentionApplied> find(StepContext context, Input input) {
        try {
            TopicRetentionPlanned planned = Outputs.require(context, input.planStep(), TopicRetentionPlanned.class);
            TopicRetentionPlan now =
                    context.events().retention().plan(input.policy().policy());
            return now.changes().isEmpty()
                    ? Sighting.done(
                            new TopicRetentionApplied(
                                    planned.changes().stream()
                                            .map(TopicRetentionSeen::topic)
                                            .toList(),
                                    List.of()),
                            "every topic is as the policy says")
                    : Sighting.notStarted(now.changes().size() + " of "
                            + planned.changes().size() + " topics differ still; acting again changes those");
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return context.output(input.planStep(), TopicRetentionPlanned.class)
                .map(plan -> plan.changes().stream()
                        .map(seen -> (seen.shrink() ? "keeps events for a shorter time, " : "keeps events longer, ")
                                + seen.detail())
                        .toList())
                .orElseGet(() -> List.of("sets the retention of the topics that the step '" + input.planStep()
                        + "' names" + (input.shrink() ? ", also to a shorter time" : ", never to a shorter time")));
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        String command = "kafka-configs.sh --bootstrap-server "
                + context.events().address().location() + " --alter --entity-type topics --entity-name ";
        return context.output(input.planStep(), TopicRetentionPlanned.class)
                .map(plan -> plan.changes().stream()
                        .filter(seen -> input.shrink() || !seen.shrink())
                        .map(seen -> command + seen.topic() + setting(seen.after()))
                        .toList())
                .orElseGet(() -> input.policy().rules().stream()
                        .map(rule -> "# each topic that matches " + rule.pattern() + ", no better pattern, and "
                                + (input.shrink() ? "differs: " : "keeps its events for a shorter time: ") + command
                                + "TOPIC" + setting(rule.keep()))
                        .toList());
    }

    private static String setting(Optional<Duration> keep) {
        return " --add-config retention.ms="
                + keep.map(time -> Long.toString(time.toMillis())).orElse("-1");
    }
}
