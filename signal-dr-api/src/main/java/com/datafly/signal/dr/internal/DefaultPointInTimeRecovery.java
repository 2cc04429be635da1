package com.datafly.signal.dr.internal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.PointInTimeRecovery;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.database.Restore;
import java.time.Instant;
import java.util.Optional;

/** Recovery to a point in time by one driver. */
public final class DefaultPointInTimeRecovery implements PointInTimeRecovery {

    private final Resource resource;

    DefaultPointInTimeRecovery(Resource resource) {
        this.resource = resource;
    }

    @Override
    public Optional<RestorableWindow> window() {
        return resource.calls()
                .read("ask for the restorable window of " + resource.address(), resource.driver()::restorableWindow);
    }

    @Override
    public Restore to(Instant instant) {
        return to(RecoveryTarget.at(instant));
    }

    @Override
    public Restore to(Lsn lsn) {
        return to(RecoveryTarget.at(lsn));
    }

    @Override
    public Restore toLatest() {
        return to(RecoveryTarget.latest());
    }

    @Override
    public Restore to(RecoveryTarget target) {
        return DefaultRestore.of(resource, requireNonNull(target, "target"));
    }
}
