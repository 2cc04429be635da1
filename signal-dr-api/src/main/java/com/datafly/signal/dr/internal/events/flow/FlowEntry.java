package com.datafly.signal.dr.internal.events.flow;

import com.datafly.signal.dr.verify.Verdict;

/**
 * What the front said to a marker.
 *
 * @param verdict whether it took the marker: unproven if nobody knows
 * @param problem why not; empty if it did
 * @param worthwhile whether the marker may come out: not if it surely was not put in
 */
record FlowEntry(Verdict verdict, String problem, boolean worthwhile) {

    /** It took the marker. */
    static FlowEntry taken() {
        return new FlowEntry(Verdict.PASSED, "", true);
    }

    /** It is there to take events in, and took none. */
    static FlowEntry broken(String problem) {
        return new FlowEntry(Verdict.FAILED, problem, false);
    }

    /** It did not want this marker, which tells nothing of other events. */
    static FlowEntry unwanted(String problem) {
        return new FlowEntry(Verdict.UNPROVEN, problem, false);
    }

    /** Its answer was lost. */
    static FlowEntry unknown(String problem) {
        return new FlowEntry(Verdict.UNPROVEN, problem, true);
    }
}
