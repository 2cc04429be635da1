package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.store.ObjectStore;
import java.io.IOException;

/** An object whose content broke off while it was read. */
final class BrokenStream {

    private BrokenStream() {}

    static DrException of(ObjectStore store, String key, IOException cause) {
        return DrException.create(
                ErrorCode.UNAVAILABLE,
                "read " + key,
                "the content broke off: " + cause.getMessage(),
                failure -> failure.retry(RetryAdvice.SAFE)
                        .resource(store.address())
                        .cause(cause));
    }
}
