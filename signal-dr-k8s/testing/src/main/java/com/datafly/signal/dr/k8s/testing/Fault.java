package com.datafly.signal.dr.k8s.testing;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Something that goes wrong with one request.
 *
 * @since 0.1
 */
public final class Fault {

    private final boolean lostRequest;
    private final boolean lostAnswer;
    private final Optional<Refusal> refusal;
    private final Optional<CountDownLatch> gate;

    private Fault(boolean lostRequest, boolean lostAnswer, Optional<Refusal> refusal, Optional<CountDownLatch> gate) {
        this.lostRequest = lostRequest;
        this.lostAnswer = lostAnswer;
        this.refusal = refusal;
        this.gate = gate;
    }

    /** The request gets lost: nothing happens, and the connection ends. */
    public static Fault lostRequest() {
        return new Fault(true, false, Optional.empty(), Optional.empty());
    }

    /** The answer gets lost: what was asked for happens, and the connection ends. */
    public static Fault lostAnswer() {
        return new Fault(false, true, Optional.empty(), Optional.empty());
    }

    /** The server is too busy (429); nothing happens. */
    public static Fault throttled(int retryAfterSeconds) {
        Refusal busy = Refusals.tooManyRequests(
                "the server has received too many requests and has asked us to try" + " again later");
        return refused(retryAfterSeconds > 0 ? busy.retryAfter(retryAfterSeconds) : busy);
    }

    /** The server fails (500); nothing happens. */
    public static Fault failing() {
        return refused(Refusals.internal("etcdserver: request timed out"));
    }

    /** The server is not there at the moment (503); nothing happens. */
    public static Fault unavailable() {
        return refused(Refusals.unavailable());
    }

    /** Any other refusal; nothing happens. */
    public static Fault refused(int code, String reason, String message) {
        return refused(Refusal.of(code, reason, message));
    }

    /** The request waits until {@code gate} opens, or the server is closed, and is then answered as usual. */
    public static Fault held(CountDownLatch gate) {
        return new Fault(false, false, Optional.empty(), Optional.of(gate));
    }

    private static Fault refused(Refusal refusal) {
        return new Fault(false, false, Optional.of(refusal), Optional.empty());
    }

    boolean isLostRequest() {
        return lostRequest;
    }

    boolean isLostAnswer() {
        return lostAnswer;
    }

    Optional<Refusal> refusal() {
        return refusal;
    }

    void await() {
        try {
            if (gate.isPresent()) {
                gate.get().await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
