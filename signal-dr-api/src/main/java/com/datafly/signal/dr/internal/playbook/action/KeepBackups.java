package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.AutomatedBackupPlan;
import com.datafly.signal.dr.database.AutomatedBackupSettings;
import com.datafly.signal.dr.database.AutomatedBackups;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.BackupsChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sees to it that the provider keeps its own backups for some days at least. It never shortens the retention, and its
 * undo never switches backups off: neither would bring back what was removed.
 */
public final class KeepBackups extends BuiltIn<KeepBackups.Input, BackupsChanged> {

    /** Makes the action. */
    public KeepBackups() {
        super("automated-backups", Input.class, BackupsChanged.class);
    }

    /**
     * What to see to.
     *
     * @param leastDays for how many days at least backups are kept
     * @param window when they begin, if that matters
     */
    public record Input(int leastDays, Optional<String> window) {

        /** Checks the number of days. */
        public static Input of(String operation, int leastDays, Optional<String> window) {
            if (leastDays < 1) {
                throw DrException.create(
                        ErrorCode.INVALID_ARGUMENT,
                        operation,
                        "leastDays is " + leastDays,
                        failure -> failure.hint("Use 1 or more; Database.automatedBackups() switches backups off."));
            }
            return new Input(leastDays, window);
        }
    }

    @Override
    public BackupsChanged act(StepContext context, Input input) {
        AutomatedBackups backups = context.database().automatedBackups();
        AutomatedBackupPlan plan = plan(backups, input);
        AutomatedBackupSettings present = Work.await(context, backups.apply(plan));
        return BackupsChanged.of(plan.current(), present);
    }

    @Override
    public Sighting<BackupsChanged> find(StepContext context, Input input) {
        try {
            return Sighting.notStarted(
                    "the settings are: " + context.database().automatedBackups().settings()
                            + "; to bring them into force again is harmless");
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    @Override
    public void undo(StepContext context, Input input, BackupsChanged output) {
        if (output.formerDays() == 0) {
            return;
        }
        AutomatedBackups backups = context.database().automatedBackups();
        Work.finish(context, backups.apply(backups.plan(settings -> {
            settings.retentionDays(output.formerDays());
            output.formerWindow().ifPresent(settings::window);
        })));
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        AutomatedBackupPlan plan = plan(context.database().automatedBackups(), input);
        if (plan.isEmpty()) {
            return List.of();
        }
        List<String> changes = new ArrayList<>();
        changes.add("changes the automated backups of " + context.database().address() + " from " + plan.current()
                + " to " + plan.wanted());
        changes.addAll(plan.warnings());
        return changes;
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return ByHand.of(context.database().address()).keepBackups(input.leastDays(), input.window());
    }

    @Override
    public Set<Capability> requires(Input input) {
        return Set.of(Capability.AUTOMATED_BACKUPS);
    }

    private static AutomatedBackupPlan plan(AutomatedBackups backups, Input input) {
        int present = backups.settings().retentionDays();
        return backups.plan(settings -> {
            settings.retentionDays(Math.max(present, input.leastDays()));
            input.window().ifPresent(settings::window);
        });
    }
}
