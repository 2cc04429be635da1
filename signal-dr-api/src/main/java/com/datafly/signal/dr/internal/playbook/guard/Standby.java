package com.datafly.signal.dr.internal.playbook.guard;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.HighAvailabilityStatus;
import com.datafly.signal.dr.database.Replication;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.StepContext;

/** Whether a standby holds every commit. */
public final class Standby {

    private Standby() {}

    /** Looks at the source's standby. */
    public static GuardResult look(StepContext context) {
        HighAvailabilityStatus status;
        try {
            status = context.database().highAvailability().status();
        } catch (DrException e) {
            if (e.code() == ErrorCode.UNSUPPORTED) {
                return GuardResult.unproven("the provider tells nothing of standbys: " + e.problem());
            }
            throw e;
        }
        String seen = status + ": " + String.join(" ", status.evidence());
        if (status.meetsZeroRpo()) {
            return GuardResult.passed(seen);
        }
        return status.replication() == Replication.UNKNOWN ? GuardResult.unproven(seen) : GuardResult.failed(seen);
    }
}
