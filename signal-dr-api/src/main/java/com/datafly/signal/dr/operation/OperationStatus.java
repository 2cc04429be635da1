package com.datafly.signal.dr.operation;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of a piece of work at one moment.
 *
 * @since 0.1
 */
public final class OperationStatus {

    private final OperationState state;
    private final @Nullable Progress progress;
    private final @Nullable String resultId;
    private final @Nullable DrException failure;
    private final Next next;

    private OperationStatus(
            OperationState state,
            @Nullable Progress progress,
            @Nullable String resultId,
            @Nullable DrException failure) {
        this.state = state;
        this.progress = progress;
        this.resultId = resultId;
        this.failure = failure;
        this.next = Next.UNTOLD;
    }

    private OperationStatus(OperationStatus status, Next next) {
        this.state = status.state;
        this.progress = status.progress;
        this.resultId = status.resultId;
        this.failure = status.failure;
        this.next = next;
    }

    /** The work goes on and the provider does not say how far it is. */
    public static OperationStatus running() {
        return new OperationStatus(OperationState.RUNNING, null, null, null);
    }

    /** The work goes on. */
    public static OperationStatus running(Progress progress) {
        return new OperationStatus(OperationState.RUNNING, requireNonNull(progress, "progress"), null, null);
    }

    /**
     * The work is done.
     *
     * @param resultId the snapshot's id, or the name of the new database
     */
    public static OperationStatus succeeded(String resultId) {
        return new OperationStatus(OperationState.SUCCEEDED, null, requireNonNull(resultId, "resultId"), null);
    }

    /** The work ended without its result. */
    public static OperationStatus failed(DrException failure) {
        return new OperationStatus(OperationState.FAILED, null, null, requireNonNull(failure, "failure"));
    }

    /** The provider's state cannot be read; {@code evidence} says what was seen. */
    public static OperationStatus indeterminate(DrException evidence) {
        return new OperationStatus(OperationState.INDETERMINATE, null, null, requireNonNull(evidence, "evidence"));
    }

    /** Returns a copy that says: the work goes on, the provider has done its part, and the caller has to call next. */
    public OperationStatus needingCall() {
        return new OperationStatus(this, new Next(true, next.look()));
    }

    /** Returns a copy that says that another look before {@code pause} has passed is not worth a call. */
    public OperationStatus lookAgainAfter(Duration pause) {
        return new OperationStatus(this, new Next(next.call(), requireNonNull(pause, "pause")));
    }

    /** Returns where the work stands. */
    public OperationState state() {
        return state;
    }

    /** Returns how far it is, where the provider says so. */
    public Optional<Progress> progress() {
        return Optional.ofNullable(progress);
    }

    /** Returns the snapshot's id or the new database's name, once the work succeeded. */
    public Optional<String> resultId() {
        return Optional.ofNullable(resultId);
    }

    /** Returns why the work failed, or what makes its state unreadable. */
    public Optional<DrException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Tells whether the provider waits for a call of this library's; such work is running. */
    public boolean needsCall() {
        return next.call();
    }

    /** Returns after how long another look is worth a call, where the provider's driver can tell. */
    public Optional<Duration> lookAgainAfter() {
        return Optional.ofNullable(next.look());
    }

    @Override
    public String toString() {
        return progress == null ? state.toString() : state + " (" + progress + ")";
    }

    /** What is to be done, and when. */
    private record Next(boolean call, @Nullable Duration look) {
        static final Next UNTOLD = new Next(false, null);
    }
}
