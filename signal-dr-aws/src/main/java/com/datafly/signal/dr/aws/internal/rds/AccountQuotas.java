package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.AccountQuota;

/** Adds to the refusal of a change how much of the account's quota is used, for RDS's own text seldom says. */
final class AccountQuotas {

    /** The names under which {@code DescribeAccountAttributes} lists what an error code is about. */
    private static final Map<String, String> QUOTAS = Map.of(
            "InstanceQuotaExceeded", "DBInstances",
            "SnapshotQuotaExceeded", "ManualSnapshots",
            "StorageQuotaExceeded", "AllocatedStorage",
            "DBClusterQuotaExceededFault", "DBClusters");

    private AccountQuotas() {}

    /** Returns the failure with limit and count if it is about a quota, else as it is. */
    static DrException explain(RdsClient rds, DrException failure) {
        String quota = QUOTAS.get(failure.details().getOrDefault("awsErrorCode", ""));
        if (failure.code() != ErrorCode.QUOTA || quota == null) {
            return failure;
        }
        return find(rds, failure, quota).map(found -> explained(failure, found)).orElse(failure);
    }

    /** What cannot be asked for is left out: the refusal itself matters more. */
    private static Optional<AccountQuota> find(RdsClient rds, DrException failure, String name) {
        try {
            return RdsCalls.read(
                            "ask for the quota of " + name,
                            () -> rds.describeAccountAttributes().accountQuotas())
                    .stream()
                    .filter(quota -> name.equals(quota.accountQuotaName()))
                    .findFirst();
        } catch (DrException e) {
            failure.addSuppressed(e);
            return Optional.empty();
        }
    }

    private static DrException explained(DrException failure, AccountQuota quota) {
        return DrException.create(
                failure.code(),
                failure.operation(),
                failure.problem() + "; of " + quota.accountQuotaName() + ", " + quota.used() + " of " + quota.max()
                        + " are used in this region",
                more -> {
                    more.effect(failure.effect()).retry(failure.retry()).cause(failure);
                    failure.details().forEach(more::detail);
                    failure.requestId().ifPresent(more::requestId);
                    more.detail("limit", quota.max()).detail("used", quota.used());
                    more.hint("Remove what nobody needs, or have AWS raise the quota of " + quota.accountQuotaName()
                            + " under Service Quotas.");
                });
    }
}
