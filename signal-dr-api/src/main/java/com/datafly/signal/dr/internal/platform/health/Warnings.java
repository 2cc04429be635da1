package com.datafly.signal.dr.internal.platform.health;

import com.datafly.signal.dr.platform.PlatformEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The newest warning of each object. */
final class Warnings {

    private final Map<String, PlatformEvent> newest = new HashMap<>();

    Warnings(List<PlatformEvent> warnings) {
        for (PlatformEvent warning : warnings) {
            newest.merge(warning.object(), warning, (one, other) -> one.at().isAfter(other.at()) ? one : other);
        }
    }

    /** Returns what is warned of {@code object}, to be added to a sentence. */
    String of(String object) {
        PlatformEvent warning = newest.get(object);
        return warning == null ? "" : ", and " + warning.reason() + ": " + warning.message();
    }
}
