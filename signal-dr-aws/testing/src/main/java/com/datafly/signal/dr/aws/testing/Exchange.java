package com.datafly.signal.dr.aws.testing;

import static java.util.Objects.requireNonNull;

/**
 * A call and what was answered to it.
 *
 * @since 0.1
 */
public final class Exchange {

    private final Call call;
    private final byte[] answer;

    Exchange(Call call, byte[] answer) {
        this.call = requireNonNull(call, "call");
        this.answer = answer;
    }

    /** Returns the call. */
    public Call call() {
        return call;
    }

    /** Returns the body of the answer, empty if there was none; not a copy. */
    public byte[] answer() {
        return answer;
    }

    @Override
    public String toString() {
        return call + ", answered with " + answer.length + " bytes";
    }
}
