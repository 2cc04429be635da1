package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.util.Optional;

/** How a new instance comes to be: creating, backing-up, configuring-enhanced-monitoring, available. */
final class Birth {

    private Birth() {}

    /** Refuses a new instance for which there is no room. */
    static void requireRoom(Region region, Facts instance) {
        Quotas quotas = region.quotas();
        int used = region.instances().size();
        quotas.require(
                "DBInstances",
                used,
                "InstanceQuotaExceeded",
                "DB Instance quota exceeded: " + used + " of " + quotas.limit("DBInstances") + " instances are used");
        int storage = region.instances().all().stream()
                .mapToInt(other -> other.number("AllocatedStorage"))
                .sum();
        if (storage + instance.number("AllocatedStorage") > quotas.limit("AllocatedStorage")) {
            throw Refusal.of(
                    "StorageQuotaExceeded",
                    "The request would exceed the allowed amount of storage: " + storage + " of "
                            + quotas.limit("AllocatedStorage") + " GiB are used");
        }
    }

    /**
     * Begins to make an instance.
     *
     * @param kind how long that takes
     * @param data makes its data
     */
    static Facts begin(Region region, Facts instance, Work kind, Data data) {
        World world = region.world();
        Instances.put(region, instance);
        world.agenda().at(world.due(kind), instance.text("data"), data.work(), failure -> {
            Optional<String> end = failure.isPresent() ? Optional.of(data.brokenAs()) : instance.find("endsAs");
            Instances.current(region, instance)
                    .filter(now -> now.text("DBInstanceStatus").equals("creating") || now.is("stuck"))
                    .ifPresent(now -> end(region, now, end));
        });
        return instance;
    }

    private static void end(Region region, Facts instance, Optional<String> broken) {
        if (broken.isPresent()) {
            Instances.status(region, instance, broken.get());
            Instances.event(region, instance, "failure", "DB instance is in a state of " + broken.get());
        } else {
            born(region, instance);
        }
    }

    private static void born(Region region, Facts instance) {
        Instances.event(region, instance, "creation", "DB instance created");
        if (instance.number("BackupRetentionPeriod") > 0) {
            BackupSchedule.plan(region, instance);
            BackupSchedule.take(region, instance, () -> monitored(region, instance));
        } else {
            monitored(region, instance);
        }
    }

    private static void monitored(Region region, Facts instance) {
        if (instance.number("MonitoringInterval") == 0) {
            Instances.status(region, instance, "available");
            return;
        }
        World world = region.world();
        Instances.status(region, instance, "configuring-enhanced-monitoring");
        world.agenda().at(world.due(Work.MODIFY), () -> Instances.status(region, instance, "available"));
    }

    /**
     * The data of a new instance.
     *
     * @param work makes them
     * @param brokenAs the instance's status if they cannot be made
     */
    record Data(Runnable work, String brokenAs) {}
}
