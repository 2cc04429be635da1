package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** RebootDBInstance, with or without failover. */
final class Rebooting {

    private static final Set<String> REBOOTABLE =
            Set.of("available", "storage-optimization", "incompatible-parameters");

    private Rebooting() {}

    static Map<String, Action> actions() {
        return Map.of("RebootDBInstance", Rebooting::reboot);
    }

    private static List<Xml> reboot(RdsCall call) {
        Region region = call.region();
        Facts instance = Instances.require(region, call.in().required("DBInstanceIdentifier"), REBOOTABLE);
        boolean failover = call.in().is("ForceFailover");
        if (failover && !instance.is("MultiAZ")) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "Force failover cannot be specified since the instance is not configured for MultiAZ.");
        }
        String after =
                instance.text("DBInstanceStatus").equals("storage-optimization") ? "storage-optimization" : "available";
        Instances.status(region, instance, "rebooting");
        if (failover) {
            Instances.event(region, instance, "failover", "Multi-AZ instance failover started.");
        }
        World world = region.world();
        String data = instance.text("data");
        boolean member = instance.find("DBClusterIdentifier").isPresent();
        Runnable work = member ? () -> {} : () -> world.data().restart(data);
        world.agenda()
                .at(
                        world.due(failover ? Work.FAILOVER : Work.REBOOT),
                        data,
                        work,
                        failure -> done(region, instance, failover, failure.isPresent() ? "failed" : after));
        return List.of(InstanceXml.of(region, Instances.require(region, Instances.name(instance))));
    }

    private static void done(Region region, Facts instance, boolean failover, String status) {
        Map<String, String> changes = new HashMap<>();
        changes.put("DBInstanceStatus", status);
        changes.put("ParameterApplyStatus", "in-sync");
        if (failover) {
            changes.put("AvailabilityZone", instance.text("SecondaryAvailabilityZone"));
            changes.put("SecondaryAvailabilityZone", instance.text("AvailabilityZone"));
            Instances.event(region, instance, "failover", "Multi-AZ instance failover completed");
        }
        Instances.event(region, instance, "availability", "DB instance restarted");
        Instances.change(region, instance, changes);
    }
}
