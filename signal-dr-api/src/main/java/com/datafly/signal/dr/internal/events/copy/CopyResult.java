package com.datafly.signal.dr.internal.events.copy;

import java.util.List;

/**
 * How a copy ended.
 *
 * @param finished whether it reached all ends; else it was stopped, and can go on
 * @param progress how far it came
 * @param exactlyOnce whether each event was written once whatever happened; else a crash may have repeated some
 * @param holes what was gone before it was read, where the plan goes on over that
 */
public record CopyResult(boolean finished, CopyProgress progress, boolean exactlyOnce, List<CopyHole> holes) {

    /** Takes a copy. */
    public CopyResult {
        holes = List.copyOf(holes);
    }
}
