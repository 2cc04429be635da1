package com.datafly.signal.dr.selfmanaged.internal.recovery;

/**
 * A setting that a copy has not from its source. Values in which people put passwords are not shown: those of commands
 * and connection strings, and those of extensions and applications.
 *
 * @param name the setting
 * @param source its value at the source
 * @param copy its value in the copy
 */
public record SettingDifference(String name, String source, String copy) {

    private static final String HIDDEN = "********";

    /** Hides values that may hold secrets. */
    public SettingDifference {
        if (name.indexOf('.') >= 0 || name.endsWith("_command") || name.endsWith("_conninfo")) {
            source = source.isEmpty() ? source : HIDDEN;
            copy = copy.isEmpty() ? copy : HIDDEN;
        }
    }

    @Override
    public String toString() {
        return name + ": " + source + " at the source, " + (copy.isEmpty() ? "nothing" : copy) + " here";
    }
}
