package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CreateDBInstanceReadReplica, SwitchoverReadReplica, and the tie between a replica and its source. */
final class Replicas {

    static final String SOURCE = "ReadReplicaSourceDBInstanceIdentifier";
    private static final String REPLICAS = "ReadReplicaDBInstanceIdentifiers";
    private static final List<String> TAKEN_OVER = List.of(
            "DBInstanceClass",
            "EngineVersion",
            "MasterUsername",
            "DBName",
            "AllocatedStorage",
            "StorageType",
            "Iops",
            "StorageThroughput",
            "LicenseModel",
            "StorageEncrypted",
            "KmsKeyId",
            "port",
            "PreferredBackupWindow");

    private Replicas() {}

    static Map<String, Action> actions() {
        return Map.of(
                "CreateDBInstanceReadReplica", Replicas::create,
                "SwitchoverReadReplica", Replicas::switchOver);
    }

    private static List<Xml> create(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        String name = Rules.name("DBInstanceIdentifier", in.required("DBInstanceIdentifier"), 63);
        String sourceName = in.required("SourceDBInstanceIdentifier");
        Region home = home(region, sourceName);
        Facts source = Instances.require(home, sourceName, Instances.READY);
        if (source.number("BackupRetentionPeriod") == 0) {
            throw Refusal.of(
                    "InvalidDBInstanceState",
                    "Automated backups are not enabled for this database instance. To enable automated backups, use"
                            + " ModifyDBInstance to set the backup retention period to a non-zero value.");
        }
        Facts replica = facts(region, home, in, name, source);
        Instances.requireFree(region, name);
        Birth.requireRoom(region, replica);
        home.quotas()
                .require(
                        "ReadReplicasPerMaster",
                        source.list(REPLICAS).size(),
                        "InstanceQuotaExceeded",
                        "The source has too many read replicas.");
        Instances.put(home, source.adding(REPLICAS, home == region ? name : replica.text("DBInstanceArn")));
        World world = region.world();
        Runnable work = () -> world.data().recover(source.text("data"), Optional.empty(), replica.text("data"));
        Birth.begin(region, replica, Work.CREATE, new Birth.Data(work, "failed"));
        return List.of(InstanceXml.of(region, replica));
    }

    private static Facts facts(Region region, Region home, Parameters in, String name, Facts source) {
        Facts fresh = Instances.fresh(region, name, source.text("Engine"));
        for (String setting : TAKEN_OVER) {
            fresh = source.find(setting).isPresent() ? fresh.with(setting, source.text(setting)) : fresh;
        }
        Facts plain = Instances.withNetworkDefaults(fresh)
                .with("BackupRetentionPeriod", 0)
                .with("PreferredMaintenanceWindow", source.text("PreferredMaintenanceWindow"))
                .with(SOURCE, home == region ? Instances.name(source) : source.text("DBInstanceArn"));
        if (home == region) {
            plain = plain.with("DBSubnetGroupName", source.text("DBSubnetGroupName"));
        } else if (source.is("StorageEncrypted")) {
            plain = plain.with("KmsKeyId", region.network().requireKey(in.required("KmsKeyId")));
        }
        return Settings.apply(region, in, plain).withTags(Tags.asked(in));
    }

    private static List<Xml> switchOver(RdsCall call) {
        Facts replica = Instances.require(call.region(), call.in().required("DBInstanceIdentifier"));
        throw Refusal.of(
                "InvalidParameterCombination",
                "SwitchoverReadReplica is not supported for the engine " + replica.text("Engine") + ".");
    }

    /** Returns the source of a replica, if it is there. */
    static Optional<Facts> source(Region region, Facts replica) {
        String name = replica.text(SOURCE);
        Region home = home(region, name);
        return home.instances().find(home.nameOf("db", name));
    }

    /** Lets the source of a replica, if it is there, have that replica no more. */
    static void leave(Region region, Facts replica) {
        String source = replica.text(SOURCE);
        Region home = home(region, source);
        home.instances()
                .change(
                        home.nameOf("db", source),
                        region.world().now(),
                        found -> found.removing(REPLICAS, Instances.name(replica))
                                .removing(REPLICAS, replica.text("DBInstanceArn")));
    }

    /** Makes the replicas of an instance that is going databases of their own; unties the instance from its source. */
    static void sourceIsGone(Region region, Facts instance) {
        for (String name : instance.list(REPLICAS)) {
            Region other = home(region, name);
            other.instances()
                    .change(other.nameOf("db", name), region.world().now(), replica -> replica.without(SOURCE));
        }
        if (instance.find(SOURCE).isPresent()) {
            leave(region, instance);
        }
    }

    private static Region home(Region region, String nameOrArn) {
        return nameOrArn.startsWith("arn:") ? region.world().region(nameOrArn.split(":", -1)[3]) : region;
    }
}
