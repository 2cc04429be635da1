package com.datafly.signal.dr.verify;

import org.jspecify.annotations.Nullable;

/**
 * What a baseline knows of one sequence. Sequences do not obey transactions, and PostgreSQL logs them some values
 * ahead: after a recovery a sequence may be further on, but must never hand out a value twice.
 */
record SequenceFacts(
        String name,
        long increment,
        boolean cycles,
        @Nullable Long lastValue) {

    /** Tells whether {@code restored} would hand out values that this sequence had handed out already. */
    boolean isAheadOf(SequenceFacts restored) {
        if (cycles || lastValue == null) {
            return false;
        }
        return restored.lastValue == null
                || (increment > 0 ? restored.lastValue < lastValue : restored.lastValue > lastValue);
    }
}
