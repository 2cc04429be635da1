package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.DriverContext;

/** Opens drivers by what their addresses name. */
public final class RdsDrivers {

    private RdsDrivers() {}

    /**
     * Makes a driver with a session of its own, which is closed with it. Calls nobody yet.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for a region or an option of another form
     */
    public static DatabaseDriver open(RdsAddress address, DriverContext context) {
        AwsSession session = AwsSession.open(address.region(), context, SqlAccess.OPTIONS);
        try {
            return address.kind() == RdsAddress.Kind.CLUSTER
                    ? new ClusterDriver(session, address, context)
                    : new InstanceDriver(session, address, context);
        } catch (DrException e) {
            session.close();
            throw e;
        }
    }
}
