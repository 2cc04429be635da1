package com.datafly.signal.dr.internal.events.copy;

import java.util.Map;

/**
 * What a {@link CopyRule} has to remember, kept in the same transaction as the events that it let through: so a new
 * runner knows exactly what was done.
 */
public interface CopyMemory {

    /** Nothing to remember. */
    CopyMemory NONE = new CopyMemory() {
        @Override
        public void restore(Map<String, byte[]> kept) {}

        @Override
        public Map<String, byte[]> changes() {
            return Map.of();
        }
    };

    /** Takes everything that was kept, by its key, in place of what is remembered now. */
    void restore(Map<String, byte[]> kept);

    /** Returns what is new or different since the last call, by key. Called right before each commit. */
    Map<String, byte[]> changes();
}
