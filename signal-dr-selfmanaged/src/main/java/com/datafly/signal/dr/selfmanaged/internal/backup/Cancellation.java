package com.datafly.signal.dr.selfmanaged.internal.backup;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;

/** How a backup that was stopped says so. */
final class Cancellation {

    private Cancellation() {}

    static DrException interrupted(String operation, Throwable cause) {
        return DrException.create(
                ErrorCode.CANCELLED, operation, "the thread was interrupted", failure -> failure.cause(cause));
    }

    static DrException requested(String operation, Throwable cause) {
        return DrException.create(ErrorCode.CANCELLED, operation, "it was cancelled", failure -> failure.cause(cause));
    }
}
