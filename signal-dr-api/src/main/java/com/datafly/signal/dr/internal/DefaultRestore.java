package com.datafly.signal.dr.internal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Restore;
import com.datafly.signal.dr.database.TargetProfile;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A description of a restore or a clone. */
public final class DefaultRestore implements Restore {

    private final Resource resource;
    private final Origin origin;
    private final @Nullable String name;
    private final TargetProfile profile;
    private final @Nullable OperationKey givenKey;
    private final OperationKey ownKey = OperationKey.random();

    private DefaultRestore(
            Origin origin, @Nullable String name, TargetProfile profile, @Nullable OperationKey givenKey) {
        this.resource = origin.resource();
        this.origin = origin;
        this.name = name;
        this.profile = profile;
        this.givenKey = givenKey;
    }

    static Restore of(Resource resource, RecoveryTarget target) {
        return new DefaultRestore(
                new Origin(resource, target, false),
                null,
                TargetProfile.builder().build(),
                null);
    }

    static Restore ofClone(Resource resource) {
        Origin origin = new Origin(resource, RecoveryTarget.latest(), true);
        return new DefaultRestore(origin, null, TargetProfile.builder().build(), null);
    }

    @Override
    public Restore as(String name) {
        return new DefaultRestore(origin, requireNonNull(name, "name"), profile, givenKey);
    }

    @Override
    public Restore profile(Consumer<TargetProfile.Builder> settings) {
        TargetProfile.Builder builder = TargetProfile.builder();
        profile.settings().forEach(builder::setting);
        profile.tags().forEach(builder::tag);
        settings.accept(builder);
        return new DefaultRestore(origin, name, builder.build(), givenKey);
    }

    @Override
    public Restore key(OperationKey key) {
        return new DefaultRestore(origin, name, profile, requireNonNull(key, "key"));
    }

    /** Each description is work of its own, so it has a key of its own unless the caller gave one. */
    @Override
    public Operation<Database> start() {
        OperationKey key = givenKey == null ? ownKey : givenKey;
        String newName = name == null ? Names.derived("restored", key) : name;
        String operation = describe(newName);
        Names.require(operation, newName);
        RestoreRequest request = RestoreRequest.of(key, newName, origin.target(), profile);
        if (givenKey == null || !resource.calls().isBegun(key, () -> resource.find(key))) {
            check(operation);
            resource.calls().start(operation, key, () -> begin(request), () -> Calls.begun(resource.find(key)));
        }
        return resource.operation(key, operation, new Making(request, operation));
    }

    private String describe(String newName) {
        return origin.present()
                ? "clone " + resource.address() + " as " + newName
                : "restore " + resource.address() + " to " + origin.target() + " as " + newName;
    }

    private void check(String operation) {
        if (origin.present()) {
            resource.require(Capability.CLONE, operation);
        } else {
            new Reach(resource, operation).require(origin.target());
        }
    }

    private void begin(RestoreRequest request) {
        if (origin.present()) {
            resource.driver().startClone(request);
        } else {
            resource.driver().startRestore(request);
        }
    }

    /** What to make the new database from; {@code present} if it is the source as it is now. */
    private record Origin(Resource resource, RecoveryTarget target, boolean present) {}

    /** The making of the new database. */
    private final class Making implements DefaultOperation.Work<Database> {
        private final RestoreRequest request;
        private final String operation;

        Making(RestoreRequest request, String operation) {
            this.request = request;
            this.operation = operation;
        }

        @Override
        public WorkKind kind() {
            return origin.present() ? WorkKind.CLONE : WorkKind.RESTORE;
        }

        @Override
        public Optional<OperationStatus> look() {
            return resource.find(request.key());
        }

        @Override
        public void goOn() {
            resource.driver().continueRestore(request);
        }

        @Override
        public Optional<Outcome<Database>> result(String made) {
            if (!made.equals(request.name())) {
                throw DrException.create(
                        ErrorCode.CONFLICT,
                        operation,
                        "the key " + request.key() + " belongs to other work, which made '" + made + "'",
                        failure -> failure.key(request.key()).hint("Use a key of its own for each piece of work."));
            }
            try {
                return Optional.of(Outcome.of(DefaultDatabase.restored(resource, made)));
            } catch (DrException e) {
                if (e.code() == ErrorCode.NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        }
    }
}
