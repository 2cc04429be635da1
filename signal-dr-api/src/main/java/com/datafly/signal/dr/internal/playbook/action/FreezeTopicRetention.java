package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.TopicRetention;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.Protection;
import java.util.List;
import java.util.Optional;

/**
 * Freezes the retention of topics with a reason that names the run, so that it is known again. A freeze that somebody
 * else set is left alone: it protects as well, and is not this run's to end.
 */
public final class FreezeTopicRetention extends BuiltIn<FreezeTopicRetention.Input, Protection> {

    /** Makes the action. */
    public FreezeTopicRetention() {
        super("freeze-topic-retention", Input.class, Protection.class);
    }

    /**
     * Why.
     *
     * @param reason the reason, without the run
     */
    public record Input(String reason) {}

    @Override
    public Protection act(StepContext context, Input input) {
        TopicRetention retention = context.events().retention();
        Optional<String> present = retention.frozen();
        String ours = ours(context, input);
        if (present.isEmpty()) {
            retention.freeze(ours);
        }
        String noted = present.orElse(ours);
        return new Protection(context.events().address().toString(), noted, noted.equals(ours));
    }

    @Override
    public Sighting<Protection> find(StepContext context, Input input) {
        try {
            String ours = ours(context, input);
            String subject = context.events().address().toString();
            return context.events().retention().frozen().filter(ours::equals).isPresent()
                    ? Sighting.done(new Protection(subject, ours, true), "its reason is noted at " + subject)
                    : Sighting.notStarted("its reason is not noted at " + subject);
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    @Override
    public void undo(StepContext context, Input input, Protection output) {
        end(context, output);
    }

    /** Ends the freeze that a step set, and no other. */
    static void end(StepContext context, Protection set) {
        TopicRetention retention = context.events().retention();
        if (set.changed() && retention.frozen().filter(set.reason()::equals).isPresent()) {
            retention.unfreeze();
        }
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("forbids every shorter retention of topics at "
                + context.events().address());
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("# see to it that nobody shortens the retention of topics at "
                + context.events().address() + ", scheduled jobs above all: " + input.reason());
    }

    private static String ours(StepContext context, Input input) {
        return input.reason() + " (run " + context.runId() + ")";
    }
}
