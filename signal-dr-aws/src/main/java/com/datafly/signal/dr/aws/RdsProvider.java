package com.datafly.signal.dr.aws;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.aws.internal.rds.RdsAddress;
import com.datafly.signal.dr.aws.internal.rds.RdsDrivers;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.DatabaseProvider;
import com.datafly.signal.dr.spi.DriverContext;

/**
 * Opens PostgreSQL at Amazon RDS: an instance as {@code aws-rds:REGION/INSTANCE}, an Aurora or Multi-AZ cluster as
 * {@code aws-rds:REGION/cluster:CLUSTER}, and automated backups that outlived their instance, or were replicated from
 * another region, as {@code aws-rds:REGION/auto-backup:ID}. An instance that is gone is opened by its name all the
 * same: its snapshots and retained automated backups can be restored.
 *
 * <p>Credentials come from the AWS SDK's default chain, or by options: {@code profile}; {@code access-key-id} with the
 * secrets {@code secret-access-key} and {@code session-token}; {@code role-arn}, {@code role-session-name} and
 * {@code external-id} for a role to be assumed. {@code endpoint} and {@code sts-endpoint} replace AWS's own, as for VPC
 * endpoints. For SQL: {@code user} (default: the master user), {@code database}, {@code sslmode} (default
 * {@code require}, or {@code verify-full} with {@code sslrootcert}), {@code sslrootcert}, and either the secret
 * {@code password} or {@code sql-auth=iam}.
 *
 * <p>A copy is configured as its source is, and where a target profile says so otherwise: its settings have the names
 * of the AWS CLI, as in {@code multi-az} or {@code vpc-security-group-ids}. A copy never gets the default security
 * group unless {@code default-security-group} is {@code allowed}.
 *
 * <p>{@code unwrap} gives {@link RdsBackups}, {@link RdsInventory} and the SDK's {@code RdsClient}.
 *
 * @since 0.1
 */
public final class RdsProvider implements DatabaseProvider {

    /** For {@link java.util.ServiceLoader}. */
    public RdsProvider() {}

    @Override
    public String scheme() {
        return RdsAddress.SCHEME;
    }

    /**
     * Makes a driver without calling AWS, so that missing credentials show at the first call.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for an address, a region or an option of another form
     */
    @Override
    public DatabaseDriver open(ResourceAddress address, DriverContext context) {
        return RdsDrivers.open(RdsAddress.parse(address), context);
    }
}
