package com.datafly.signal.dr.internal.playbook.guard;

import com.datafly.signal.dr.database.DatabaseRole;
import com.datafly.signal.dr.database.DatabaseStatus;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.StepContext;

/** Whether the source is the database that is meant, by what initdb drew for it, never by a name. */
public final class Identity {

    private Identity() {}

    /** Looks at the source. */
    public static GuardResult look(StepContext context, String systemIdentifier, DatabaseRole role) {
        DatabaseStatus status = context.database().status();
        if (status.systemIdentifier().isEmpty()) {
            return GuardResult.unproven(
                    "the provider does not tell the system identifier: ask the database itself, by a guard of your own");
        }
        String seen = status.systemIdentifier().get();
        if (!seen.equals(systemIdentifier)) {
            return GuardResult.failed("this is the system " + seen + ", not " + systemIdentifier
                    + ": the address leads to another database");
        }
        if (status.role() == DatabaseRole.UNKNOWN) {
            return GuardResult.unproven("it is the system " + seen + ", but its role could not be found out");
        }
        return status.role() == role
                ? GuardResult.passed("it is the system " + seen + ", a " + role)
                : GuardResult.failed("it is the system " + seen + ", but a " + status.role() + ", not a " + role);
    }
}
