package com.datafly.signal.dr.selfmanaged.internal.recovery;

/**
 * A setting that a copy has not from its source.
 *
 * @param name the setting
 * @param source its value at the source
 * @param copy its value in the copy
 */
public record SettingDifference(String name, String source, String copy) {

    @Override
    public String toString() {
        return name + ": " + source + " at the source, " + (copy.isEmpty() ? "nothing" : copy) + " here";
    }
}
