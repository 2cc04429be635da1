package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import java.time.Duration;

/** Names that RDS refuses as taken while its descriptions, which lag behind, show nobody who has them. */
final class Unseen {

    private static final Duration LAG = Duration.ofSeconds(5);

    private Unseen() {}

    /** Says that nobody can tell yet whose the name is, and that asking again will. */
    static DrException failure(String operation, String what, OperationKey key) {
        return DrException.create(
                ErrorCode.UNAVAILABLE,
                operation,
                "there is " + what + " already, which RDS does not show yet",
                failure -> failure.retryAfter(LAG).key(key));
    }
}
