package com.datafly.signal.dr.internal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotCopy;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.SnapshotCopyDriver;
import com.datafly.signal.dr.spi.SnapshotCopyRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A description of a copy of a snapshot. */
public final class DefaultSnapshotCopy implements SnapshotCopy {

    private final Resource resource;
    private final String snapshotId;
    private final Wish wish;
    private final OperationKey ownKey = OperationKey.random();

    private DefaultSnapshotCopy(Resource resource, String snapshotId, Wish wish) {
        this.resource = resource;
        this.snapshotId = snapshotId;
        this.wish = wish;
    }

    static SnapshotCopy of(Resource resource, String snapshotId) {
        return new DefaultSnapshotCopy(resource, snapshotId, new Wish(null, null, null, null));
    }

    @Override
    public SnapshotCopy to(String place) {
        return with(new Wish(requireNonNull(place, "place"), wish.name, wish.encryptionKey, wish.key));
    }

    @Override
    public SnapshotCopy as(String name) {
        return with(new Wish(wish.place, requireNonNull(name, "name"), wish.encryptionKey, wish.key));
    }

    @Override
    public SnapshotCopy encryptedWith(String encryptionKey) {
        return with(new Wish(wish.place, wish.name, requireNonNull(encryptionKey, "encryptionKey"), wish.key));
    }

    @Override
    public SnapshotCopy key(OperationKey key) {
        return with(new Wish(wish.place, wish.name, wish.encryptionKey, requireNonNull(key, "key")));
    }

    @Override
    public Operation<Snapshot> start() {
        String operation = operation();
        SnapshotCopyRequest request = request(operation);
        OperationKey key = request.key();
        resource.require(Capability.SNAPSHOT_COPY, operation);
        SnapshotCopyDriver driver = resource.facet(operation, DatabaseDriver::snapshotCopies);
        if (wish.key == null || !resource.calls().isBegun(key, () -> driver.findCopy(request))) {
            new Reach(resource, operation).requireRestorable(snapshotId);
            resource.calls()
                    .start(
                            operation,
                            key,
                            () -> driver.startCopy(request),
                            () -> Calls.begun(driver.findCopy(request)));
        }
        return resource.operation(key, operation, new Copying(driver, request));
    }

    /** Asks once what became of the copy that {@link #start} would begin, under the key that it was given. */
    public Optional<OperationStatus> sight() {
        String operation = operation();
        SnapshotCopyRequest request = request(operation);
        SnapshotCopyDriver driver = resource.facet(operation, DatabaseDriver::snapshotCopies);
        return resource.calls().read("look for " + request.key(), () -> driver.findCopy(request));
    }

    private String operation() {
        return "copy snapshot " + snapshotId + " to " + (wish.place == null ? "nowhere" : wish.place);
    }

    private SnapshotCopy with(Wish other) {
        return new DefaultSnapshotCopy(resource, snapshotId, other);
    }

    private SnapshotCopyRequest request(String operation) {
        OperationKey key = wish.key == null ? ownKey : wish.key;
        String name = wish.name == null ? Names.derived("copy", key) : Names.require(operation, wish.name);
        String place = requireWord(operation, "place", wish.place == null ? "" : wish.place);
        Optional<String> encryptionKey =
                Optional.ofNullable(wish.encryptionKey).map(given -> requireWord(operation, "encryption key", given));
        return SnapshotCopyRequest.of(key, snapshotId, name, place, encryptionKey);
    }

    private static String requireWord(String operation, String what, String given) {
        if (given.isBlank()
                || given.chars().anyMatch(sign -> Character.isWhitespace(sign) || Character.isISOControl(sign))) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    operation,
                    given.isBlank() ? "the " + what + " is missing" : "the " + what + " is '" + given + "'",
                    failure -> failure.hint("Use the provider's own name for it, without spaces."));
        }
        return given;
    }

    /** What the caller said so far. */
    private record Wish(
            @Nullable String place,
            @Nullable String name,
            @Nullable String encryptionKey,
            @Nullable OperationKey key) {}

    /** The making of the copy. */
    private record Copying(SnapshotCopyDriver driver, SnapshotCopyRequest request)
            implements DefaultOperation.Work<Snapshot> {
        @Override
        public WorkKind kind() {
            return WorkKind.COPY;
        }

        @Override
        public Optional<OperationStatus> look() {
            return driver.findCopy(request);
        }

        @Override
        public Optional<Outcome<Snapshot>> result(String id) {
            return driver.copied(request).map(Outcome::of);
        }
    }
}
