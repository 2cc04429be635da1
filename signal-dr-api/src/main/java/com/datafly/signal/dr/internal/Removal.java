package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.operation.OperationStatus;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The removal of something, which is done when it can no longer be found. */
final class Removal implements DefaultOperation.Work<Void> {

    private final BooleanSupplier gone;
    private final String id;

    private Removal(BooleanSupplier gone, String id) {
        this.gone = gone;
        this.id = id;
    }

    static Removal until(BooleanSupplier gone, String id) {
        return new Removal(gone, id);
    }

    @Override
    public WorkKind kind() {
        return WorkKind.REMOVAL;
    }

    @Override
    public Optional<OperationStatus> look() {
        return Optional.of(gone.getAsBoolean() ? OperationStatus.succeeded(id) : OperationStatus.running());
    }

    @Override
    public Optional<Outcome<Void>> result(String resultId) {
        return Optional.of(Outcome.done());
    }
}
