package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.aws.RdsInstanceSummary;
import com.datafly.signal.dr.aws.RdsInventory;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.database.DatabaseState;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** Lists a region's instances by pages of the largest size; their tags come along. */
final class RegionInventory implements RdsInventory {

    private static final int PAGE = 100;

    private final AwsSession session;

    RegionInventory(AwsSession session) {
        this.session = session;
    }

    @Override
    public List<RdsInstanceSummary> instances() {
        return RdsCalls.read(
                "list the instances of " + session.region(),
                () -> session.rds().describeDBInstancesPaginator(call -> call.maxRecords(PAGE)).dbInstances().stream()
                        .sorted(Comparator.comparing(DBInstance::dbInstanceIdentifier))
                        .map(this::summary)
                        .toList());
    }

    private RdsInstanceSummary summary(DBInstance instance) {
        String state = Instances.state(instance);
        RdsAddress address =
                new RdsAddress(session.region(), RdsAddress.Kind.INSTANCE, instance.dbInstanceIdentifier());
        DatabaseState known = InstanceStates.toDatabaseState(state);
        return RdsInstanceSummary.create(address.toAddress(), more -> {
            more.engine(instance.engine() + " " + instance.engineVersion())
                    .instanceClass(
                            Optional.ofNullable(instance.dbInstanceClass()).orElse(""))
                    .state(known, state)
                    .backups(InstanceBackups.settings(instance))
                    .multiAz(Boolean.TRUE.equals(instance.multiAZ()))
                    .encrypted(Boolean.TRUE.equals(instance.storageEncrypted()))
                    .deletionProtection(Boolean.TRUE.equals(instance.deletionProtection()))
                    .tags(tags(instance));
            Optional.ofNullable(instance.latestRestorableTime()).ifPresent(more::latestRestorableTime);
            Optional.ofNullable(instance.dbClusterIdentifier())
                    .filter(name -> !name.isEmpty())
                    .ifPresent(more::cluster);
        });
    }

    private static Map<String, String> tags(DBInstance instance) {
        Map<String, String> tags = new LinkedHashMap<>();
        instance.tagList().forEach(tag -> tags.put(tag.key(), tag.value() == null ? "" : tag.value()));
        return tags;
    }
}
