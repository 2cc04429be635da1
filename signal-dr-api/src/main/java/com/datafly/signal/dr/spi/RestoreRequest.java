package com.datafly.signal.dr.spi;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.TargetProfile;
import com.datafly.signal.dr.operation.OperationKey;

/**
 * A database to be made from another one's past or present.
 *
 * @since 0.1
 */
public final class RestoreRequest {

    private final OperationKey key;
    private final String name;
    private final RecoveryTarget target;
    private final TargetProfile profile;

    private RestoreRequest(OperationKey key, String name, RecoveryTarget target, TargetProfile profile) {
        this.key = requireNonNull(key, "key");
        this.name = requireNonNull(name, "name");
        this.target = requireNonNull(target, "target");
        this.profile = requireNonNull(profile, "profile");
    }

    /** Makes a request. */
    public static RestoreRequest of(OperationKey key, String name, RecoveryTarget target, TargetProfile profile) {
        return new RestoreRequest(key, name, target, profile);
    }

    /** Returns the key to be kept with the new database. */
    public OperationKey key() {
        return key;
    }

    /** Returns the name of the new database. */
    public String name() {
        return name;
    }

    /** Returns the state that the new database is to have. */
    public RecoveryTarget target() {
        return target;
    }

    /** Returns how it is to be configured where that differs from the source. */
    public TargetProfile profile() {
        return profile;
    }
}
