package com.datafly.signal.dr.database;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a change of a database's automated backups would do.
 *
 * @since 0.1
 */
public final class AutomatedBackupPlan {

    private final AutomatedBackupSettings current;
    private final AutomatedBackupSettings wanted;
    private final List<String> warnings;
    private final boolean turningOffAllowed;

    private AutomatedBackupPlan(
            AutomatedBackupSettings current,
            AutomatedBackupSettings wanted,
            List<String> warnings,
            boolean turningOffAllowed) {
        this.current = requireNonNull(current, "current");
        this.wanted = requireNonNull(wanted, "wanted");
        this.warnings = List.copyOf(warnings);
        this.turningOffAllowed = turningOffAllowed;
    }

    /** Makes a plan; applications get theirs from {@link AutomatedBackups#plan}. */
    public static AutomatedBackupPlan of(
            AutomatedBackupSettings current, AutomatedBackupSettings wanted, List<String> warnings) {
        return new AutomatedBackupPlan(current, wanted, warnings, false);
    }

    /** Returns a copy that may switch backups off, which removes those that there are. */
    public AutomatedBackupPlan allowTurningOff() {
        return new AutomatedBackupPlan(current, wanted, warnings, true);
    }

    /** Returns the settings that were in force when the plan was made. */
    public AutomatedBackupSettings current() {
        return current;
    }

    /** Returns the settings to be brought into force. */
    public AutomatedBackupSettings wanted() {
        return wanted;
    }

    /** Returns what a person should know before applying it, a sentence each. */
    public List<String> warnings() {
        return warnings;
    }

    /** Tells whether it switches backups off. */
    public boolean turnsOff() {
        return current.isOn() && !wanted.isOn();
    }

    /** Tells whether it may do so. */
    public boolean isTurningOffAllowed() {
        return turningOffAllowed;
    }

    /** Tells whether it changes nothing. */
    public boolean isEmpty() {
        return current.equals(wanted);
    }

    @Override
    public String toString() {
        String change = isEmpty() ? "stays " + current : current + " becomes " + wanted;
        return warnings.isEmpty() ? change : change + " (" + String.join(" ", warnings) + ")";
    }
}
