package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An instance as it is answered. */
public final class InstanceXml {

    private static final List<String> VALUES = List.of(
            "DBInstanceIdentifier",
            "DBInstanceClass",
            "Engine",
            "DBInstanceStatus",
            "MasterUsername",
            "DBName",
            "AllocatedStorage",
            "InstanceCreateTime",
            "PreferredBackupWindow",
            "BackupRetentionPeriod",
            "AvailabilityZone",
            "PreferredMaintenanceWindow",
            "MultiAZ",
            "EngineVersion",
            "AutoMinorVersionUpgrade",
            "ReadReplicaSourceDBInstanceIdentifier",
            "ReplicaMode",
            "LicenseModel",
            "Iops",
            "StorageThroughput",
            "SecondaryAvailabilityZone",
            "PubliclyAccessible",
            "StorageType",
            "DBClusterIdentifier",
            "StorageEncrypted",
            "KmsKeyId",
            "DbiResourceId",
            "CACertificateIdentifier",
            "CopyTagsToSnapshot",
            "MonitoringInterval",
            "EnhancedMonitoringResourceArn",
            "MonitoringRoleArn",
            "PromotionTier",
            "DBInstanceArn",
            "IAMDatabaseAuthenticationEnabled",
            "DatabaseInsightsMode",
            "PerformanceInsightsEnabled",
            "PerformanceInsightsKMSKeyId",
            "PerformanceInsightsRetentionPeriod",
            "DeletionProtection",
            "MaxAllocatedStorage",
            "CustomerOwnedIpEnabled",
            "NetworkType",
            "BackupTarget",
            "DedicatedLogVolume",
            "EngineLifecycleSupport");
    private static final Set<String> WITHOUT_ENDPOINT = Set.of("creating", "failed", "restore-error");

    private InstanceXml() {}

    /** Returns the element of an instance of a region. */
    public static Xml of(Region region, Facts instance) {
        return of("DBInstance", region, instance);
    }

    static Xml of(String name, Region region, Facts instance) {
        Xml out = Xml.element(name);
        VALUES.forEach(value -> out.put(value, instance.values().get(value)));
        if (!WITHOUT_ENDPOINT.contains(instance.text("DBInstanceStatus"))) {
            out.add(endpoint(region, instance));
        }
        out.put("DbInstancePort", ownPort(region, instance));
        out.add(Xml.list("DBSecurityGroups", List.of()));
        out.add(Xml.list("VpcSecurityGroups", securityGroups(instance)));
        out.add(Xml.list("DBParameterGroups", List.of(parameterGroup(instance))));
        out.add(subnetGroup(region, instance.text("DBSubnetGroupName")));
        out.add(pending(instance));
        Backups.window(region, instance)
                .ifPresent(window -> out.put("LatestRestorableTime", QueryProtocol.time(window.latest())));
        out.add(names(instance, "ReadReplicaDBInstanceIdentifiers", "ReadReplicaDBInstanceIdentifier"));
        out.add(optionGroup(instance));
        out.add(Xml.list("StatusInfos", statusInfos(instance)));
        out.add(Xml.list("DomainMemberships", List.of()));
        out.add(names(instance, "EnabledCloudwatchLogsExports", "member"));
        out.add(Xml.list("AssociatedRoles", List.of()));
        out.add(tags(instance.tags()));
        return out.add(replications(instance));
    }

    static Xml tags(Map<String, String> tags) {
        return Xml.list(
                "TagList",
                tags.entrySet().stream()
                        .map(tag -> Xml.element("Tag").put("Key", tag.getKey()).put("Value", tag.getValue()))
                        .toList());
    }

    static Xml replications(Facts facts) {
        return Xml.list(
                "DBInstanceAutomatedBackupsReplications",
                facts.list("replications").stream()
                        .map(arn -> Xml.element("DBInstanceAutomatedBackupsReplication")
                                .put("DBInstanceAutomatedBackupsArn", arn))
                        .toList());
    }

    private static Xml endpoint(Region region, Facts instance) {
        String host = instance.text("DBInstanceIdentifier") + ".c"
                + region.world().account() + "." + region.name() + ".rds.amazonaws.com";
        InetSocketAddress address = region.world()
                .data()
                .endpoint(instance.text("data"))
                .orElseGet(() -> InetSocketAddress.createUnresolved(host, instance.number("port")));
        return Xml.element("Endpoint")
                .put("Address", address.getHostString())
                .put("Port", address.getPort())
                .put("HostedZoneId", "Z1TTGA775OQIYO");
    }

    /** RDS says 0. Real data answer at a port of their own, so there the instance's setting is said here. */
    private static String ownPort(Region region, Facts instance) {
        boolean real = region.world().data().endpoint(instance.text("data")).isPresent();
        return real ? instance.text("port") : "0";
    }

    private static List<Xml> securityGroups(Facts instance) {
        return instance.list("VpcSecurityGroups").stream()
                .map(id -> Xml.element("VpcSecurityGroupMembership")
                        .put("VpcSecurityGroupId", id)
                        .put("Status", "active"))
                .toList();
    }

    private static Xml parameterGroup(Facts instance) {
        return Xml.element("DBParameterGroup")
                .put("DBParameterGroupName", instance.text("DBParameterGroupName"))
                .put(
                        "ParameterApplyStatus",
                        instance.find("ParameterApplyStatus").orElse("in-sync"));
    }

    /** Returns the element of a subnet group. */
    public static Xml subnetGroup(Region region, String name) {
        Xml subnets = Xml.element("Subnets");
        for (String zone : region.network().zones()) {
            subnets.add(Xml.element("Subnet")
                    .put("SubnetIdentifier", "subnet-" + name + "-" + zone)
                    .add(Xml.element("SubnetAvailabilityZone").put("Name", zone))
                    .put("SubnetStatus", "Active"));
        }
        return Xml.element("DBSubnetGroup")
                .put("DBSubnetGroupName", name)
                .put("DBSubnetGroupDescription", name)
                .put("VpcId", region.network().requireVpc(name))
                .put("SubnetGroupStatus", "Complete")
                .add(subnets)
                .put("DBSubnetGroupArn", region.arn("subgrp", name));
    }

    private static Xml pending(Facts instance) {
        Xml out = Xml.element("PendingModifiedValues");
        instance.values().forEach((name, value) -> {
            if (name.startsWith(Modification.PENDING)) {
                out.put(name.substring(Modification.PENDING.length()), value);
            }
        });
        return out;
    }

    private static Xml optionGroup(Facts instance) {
        Xml membership = Xml.element("OptionGroupMembership")
                .put("OptionGroupName", instance.text("OptionGroupName"))
                .put("Status", "in-sync");
        return Xml.list("OptionGroupMemberships", List.of(membership));
    }

    private static List<Xml> statusInfos(Facts instance) {
        if (instance.find("ReadReplicaSourceDBInstanceIdentifier").isEmpty()) {
            return List.of();
        }
        return List.of(Xml.element("DBInstanceStatusInfo")
                .put("StatusType", "read replication")
                .put("Normal", "true")
                .put("Status", "replicating"));
    }

    private static Xml names(Facts instance, String list, String member) {
        return Xml.list(
                list,
                instance.list(list).stream().map(name -> Xml.text(member, name)).toList());
    }
}
