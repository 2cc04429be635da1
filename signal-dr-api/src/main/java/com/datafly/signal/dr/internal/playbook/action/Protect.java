package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.Protection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sets a hold or a freeze whose reason names the run, so that it is known again. One that somebody else set is left
 * alone: it protects as well, and is not this run's to end.
 */
public final class Protect extends BuiltIn<Protect.Input, Protection> {

    private final Protections kind;

    private Protect(String name, Protections kind) {
        super(name, Input.class, Protection.class);
        this.kind = kind;
    }

    /** Holds a snapshot. */
    public static Protect hold() {
        return new Protect("hold", Protections.HOLD);
    }

    /** Freezes all removals. */
    public static Protect freeze() {
        return new Protect("freeze", Protections.FREEZE);
    }

    /**
     * What to protect.
     *
     * @param snapshotStep the step that made or found the snapshot; empty for a freeze
     * @param reason the reason, without the run
     */
    public record Input(String snapshotStep, String reason) {}

    @Override
    public Set<String> uses(Input input) {
        return input.snapshotStep().isEmpty() ? Set.of() : Set.of(input.snapshotStep());
    }

    @Override
    public Protection act(StepContext context, Input input) {
        String subject = kind.subject(context, input.snapshotStep());
        String ours = ours(context, input);
        Optional<String> present = kind.reason(context, subject);
        if (present.isEmpty()) {
            kind.set(context.database(), subject, ours);
        }
        String noted = present.orElse(ours);
        return new Protection(subject, noted, noted.equals(ours));
    }

    @Override
    public Sighting<Protection> find(StepContext context, Input input) {
        try {
            String subject = kind.subject(context, input.snapshotStep());
            String ours = ours(context, input);
            return kind.reason(context, subject).filter(ours::equals).isPresent()
                    ? Sighting.done(new Protection(subject, ours, true), "its reason is noted on " + subject)
                    : Sighting.notStarted("its reason is not noted on " + subject);
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    @Override
    public void undo(StepContext context, Input input, Protection output) {
        boolean ours = kind.reason(context, output.subject())
                .filter(output.reason()::equals)
                .isPresent();
        if (output.changed() && ours) {
            kind.end(context.database(), output.subject());
        }
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of(
                kind == Protections.FREEZE
                        ? "forbids every removal of snapshots of "
                                + context.database().address()
                        : "forbids the removal of the snapshot of the step '" + input.snapshotStep() + "'");
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of(
                kind == Protections.FREEZE
                        ? "# stop everything that removes backups of "
                                + context.database().address() + ", scheduled jobs above all: " + input.reason()
                        : "# see to it that nobody removes the snapshot of the step '" + input.snapshotStep() + "'");
    }

    @Override
    public Set<Capability> requires(Input input) {
        return Set.of(Capability.ANNOTATE);
    }

    private static String ours(StepContext context, Input input) {
        return input.reason() + " (run " + context.runId() + ")";
    }
}
