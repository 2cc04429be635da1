package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.platform.ConnectionReport.Mark;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a switch notes at the secret that it changes.
 *
 * @param state where the switch stands
 * @param changedBy the key of the step, or undo, that changed the values
 * @param backup the secret that keeps the former values, a name that only one switch has
 * @param fingerprints of the former and the new values, with a space in between
 */
record Marks(SwitchState state, String changedBy, String backup, String fingerprints) {

    private static final String PREFIX = "signal-dr.datafly.com/";
    private static final String STATE = PREFIX + "switch";
    private static final String CHANGED_BY = PREFIX + "changed-by";
    private static final String PREVIOUS = PREFIX + "previous";
    private static final String FINGERPRINTS = PREFIX + "fingerprints";
    private static final Marks NONE = new Marks(SwitchState.CLEAN, "", "", "");

    /** Reads them; a word that nobody knows is taken for a switch that is under way. */
    static Marks of(Map<String, String> annotations) {
        String state = annotations.get(STATE);
        if (state == null) {
            return NONE;
        }
        return new Marks(
                state(state),
                annotations.getOrDefault(CHANGED_BY, ""),
                annotations.getOrDefault(PREVIOUS, ""),
                annotations.getOrDefault(FINGERPRINTS, ""));
    }

    private static SwitchState state(String word) {
        return switch (word) {
            case "settled" -> SwitchState.SETTLED;
            case "returning" -> SwitchState.RETURNING;
            default -> SwitchState.OPEN;
        };
    }

    /** Returns the same in another state. */
    Marks in(SwitchState newer) {
        return new Marks(newer, changedBy, backup, fingerprints);
    }

    /** Tells whether a switch is under way. */
    boolean underWay() {
        return state == SwitchState.OPEN || state == SwitchState.RETURNING;
    }

    /** Returns the annotations that say so. */
    Map<String, Optional<String>> annotations() {
        Map<String, Optional<String>> annotations = new TreeMap<>();
        annotations.put(STATE, Optional.of(state.name().toLowerCase(Locale.ROOT)));
        annotations.put(CHANGED_BY, Optional.of(changedBy));
        annotations.put(PREVIOUS, Optional.of(backup));
        annotations.put(FINGERPRINTS, Optional.of(fingerprints));
        return annotations;
    }

    /** Returns what takes them all away. */
    static Map<String, Optional<String>> none() {
        Map<String, Optional<String>> annotations = new TreeMap<>(NONE.annotations());
        annotations.replaceAll((name, value) -> Optional.empty());
        return annotations;
    }

    Mark toMark() {
        return new Mark(state, Optional.of(changedBy).filter(key -> !key.isEmpty()));
    }
}
