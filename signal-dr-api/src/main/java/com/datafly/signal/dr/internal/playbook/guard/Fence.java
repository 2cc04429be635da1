package com.datafly.signal.dr.internal.playbook.guard;

import com.datafly.signal.dr.database.DatabaseRole;
import com.datafly.signal.dr.database.DatabaseState;
import com.datafly.signal.dr.database.DatabaseStatus;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.StepContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Whether the old primary can take writes still. That it cannot be reached from here proves nothing. */
public final class Fence {

    private static final String REFUSED_LOGIN = "28000";
    private static final String WRONG_PASSWORD = "28P01";
    private static final String NOT_NOW = "57P03";
    private static final String CONNECTION = "08";

    private Fence() {}

    /** Looks at what the provider says of the source. */
    public static GuardResult byStatus(StepContext context) {
        DatabaseStatus status = context.database().status();
        if (status.state() == DatabaseState.STOPPED) {
            return GuardResult.passed("the provider says that the old primary was stopped");
        }
        if (status.state() == DatabaseState.AVAILABLE && status.role() == DatabaseRole.STANDBY) {
            return GuardResult.passed("the provider says that the old primary is a standby now");
        }
        if (status.state() == DatabaseState.AVAILABLE && status.role() == DatabaseRole.PRIMARY) {
            return GuardResult.failed("the old primary is up and a primary: stop it, or make it a standby");
        }
        return GuardResult.unproven("the old primary is " + status.state() + ", its role " + status.role()
                + ": that does not show that it takes no writes; stop it where it runs");
    }

    /** Tries to connect as the application does. */
    public static GuardResult byConnection(DataSource application) {
        try (Connection connection = application.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'")) {
            row.next();
            return ofSession(row.getBoolean(1), row.getBoolean(2));
        } catch (SQLException e) {
            return ofFailure(e);
        }
    }

    private static GuardResult ofSession(boolean standby, boolean readOnly) {
        if (standby) {
            return GuardResult.passed("the old primary is in recovery: it takes no writes");
        }
        return readOnly
                ? GuardResult.unproven("the old primary lets the application in read-only, which any session can"
                        + " change for itself: stop it, or take the application's login away")
                : GuardResult.failed("the old primary lets the application in and takes writes: stop it, or take the"
                        + " application's login away and end its sessions");
    }

    private static GuardResult ofFailure(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        String seen = " (" + state + ": " + e.getMessage() + ")";
        if (state.equals(REFUSED_LOGIN)) {
            return GuardResult.passed("the old primary answers and refuses the application's login" + seen);
        }
        if (state.equals(WRONG_PASSWORD)) {
            return GuardResult.unproven(
                    "the old primary refuses this password, but the application may have another" + seen);
        }
        if (state.equals(NOT_NOW)) {
            return GuardResult.unproven("the old primary is starting or stopping" + seen);
        }
        return state.startsWith(CONNECTION)
                ? GuardResult.unproven("the old primary cannot be reached from here, but perhaps from elsewhere" + seen)
                : GuardResult.error("the old primary could not be asked" + seen);
    }
}
