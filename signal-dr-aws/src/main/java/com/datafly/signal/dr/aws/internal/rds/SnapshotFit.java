package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;

/** Checks that a snapshot can take what it would inherit from an instance that has moved on since. */
final class SnapshotFit {

    private SnapshotFit() {}

    /**
     * Refuses to give an old snapshot the parameter group of a newer major version.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} that names the setting
     */
    static void require(String operation, ChosenSettings chosen, Origin origin, DBSnapshot snapshot) {
        String held = major(snapshot.engineVersion());
        String present = origin.instance()
                .map(DBInstance::engineVersion)
                .map(SnapshotFit::major)
                .orElse(held);
        if (held.equals(present) || chosen.settings().has(TargetSetting.DB_PARAMETER_GROUP_NAME)) {
            return;
        }
        String setting = TargetSetting.DB_PARAMETER_GROUP_NAME.label();
        throw DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                operation,
                "the snapshot is of PostgreSQL " + held + " and its source has become " + present
                        + ", whose parameter group does not suit it",
                failure -> failure.hint("Set " + setting + " to a group of PostgreSQL " + held + "."));
    }

    private static String major(@Nullable String version) {
        return version == null ? "" : version.split("\\.", 2)[0];
    }
}
