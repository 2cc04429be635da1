package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RecoveryTarget.AtInstant;
import com.datafly.signal.dr.database.RecoveryTarget.AtSnapshot;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What a person types where no JVM is left: the commands of the operations guide, by the scheme of the address. A line
 * that begins with {@code #} is a sentence instead, where there is no one command.
 */
final class ByHand {

    private final String address;
    private final String cloud;
    private final String group;
    private final String instance;

    private ByHand(ResourceAddress address) {
        this.address = address.toString();
        String location = address.location();
        int slash = location.lastIndexOf('/');
        this.instance = location.substring(slash + 1);
        // A cluster or a retained backup of a cloud has commands of its own.
        this.cloud = instance.contains(":") ? "" : address.scheme().replaceFirst("-.*", "");
        this.group = slash < 0 ? "RESOURCE-GROUP" : location.substring(location.lastIndexOf('/', slash - 1) + 1, slash);
    }

    static ByHand of(ResourceAddress address) {
        return new ByHand(address);
    }

    List<String> snapshot(String name) {
        return switch (cloud) {
            case "aws" ->
                List.of(rds("create-db-snapshot") + " --db-instance-identifier " + instance
                        + " --db-snapshot-identifier " + name);
            case "gcp" ->
                List.of("gcloud sql backups create --instance=" + instance + " --description=\"" + name + "\"");
            default -> List.of("# take a backup of " + address + " and name it " + name);
        };
    }

    List<String> deleteSnapshot(String id) {
        return switch (cloud) {
            case "aws" -> List.of(rds("delete-db-snapshot") + " --db-snapshot-identifier " + id);
            case "gcp" -> List.of("gcloud sql backups delete " + id + " --instance=" + instance);
            default -> List.of("# delete the backup " + id + " of " + address);
        };
    }

    List<String> recover(RecoveryTarget target, String name) {
        return switch (cloud) {
            case "aws" -> aws(target, name);
            case "gcp" -> gcp(target, name);
            case "azure" -> azure(target, name);
            default -> sentence(target, name);
        };
    }

    List<String> discard(String name) {
        return switch (cloud) {
            case "aws" ->
                List.of(rds("delete-db-instance") + " --db-instance-identifier " + name + " --skip-final-snapshot");
            case "gcp" -> List.of("gcloud sql instances delete " + name);
            case "azure" -> List.of("az postgres flexible-server delete --resource-group " + group + " --name " + name);
            default -> List.of("# remove the database " + name + ", and nothing but that");
        };
    }

    List<String> copySnapshot(String id, String place, String name) {
        return cloud.equals("aws")
                ? List.of(
                        "# add --kms-key-id with a key of " + place + " if the backup is encrypted",
                        "aws rds copy-db-snapshot --region " + place + " --source-region " + group
                                + " --source-db-snapshot-identifier \"$(aws rds describe-db-snapshots --region " + group
                                + " --db-snapshot-identifier " + id
                                + " --query 'DBSnapshots[0].DBSnapshotArn' --output text)\""
                                + " --target-db-snapshot-identifier " + name)
                : List.of("# copy the backup " + id + " of " + address + " to " + place + " and name it " + name);
    }

    List<String> failover() {
        return switch (cloud) {
            case "aws" ->
                List.of(rds("reboot-db-instance") + " --db-instance-identifier " + instance + " --force-failover");
            case "gcp" -> List.of("gcloud sql instances failover " + instance);
            case "azure" ->
                List.of("az postgres flexible-server restart --resource-group " + group + " --name " + instance
                        + " --failover Forced");
            default -> List.of("# hand " + address + " over to its standby");
        };
    }

    List<String> promote() {
        return switch (cloud) {
            case "aws" -> List.of(rds("promote-read-replica") + " --db-instance-identifier " + instance);
            case "gcp" -> List.of("gcloud sql instances promote-replica " + instance);
            default -> List.of("# promote " + address + ", so that it follows no other any more");
        };
    }

    List<String> keepBackups(int days, Optional<String> window) {
        return cloud.equals("aws")
                ? List.of(
                        "# look at PendingModifiedValues first: what waits for the maintenance window is done now, too",
                        rds("modify-db-instance") + " --db-instance-identifier " + instance
                                + " --backup-retention-period " + days
                                + window.map(times -> " --preferred-backup-window " + times)
                                        .orElse("")
                                + " --apply-immediately")
                : List.of("# see to it that the automated backups of " + address + " are kept for " + days
                        + " days at least"
                        + window.map(times -> ", and begin at " + times + " UTC")
                                .orElse(""));
    }

    private String rds(String command) {
        return "aws rds " + command + " --region " + group;
    }

    private List<String> aws(RecoveryTarget target, String name) {
        String network =
                "# add --db-subnet-group-name and --vpc-security-group-ids as the source has them: without them"
                        + " RDS takes the default ones";
        return List.of(network, restoreAtRds(target, name));
    }

    private String restoreAtRds(RecoveryTarget target, String name) {
        if (target instanceof AtSnapshot snapshot) {
            return rds("restore-db-instance-from-db-snapshot") + " --db-instance-identifier " + name
                    + " --db-snapshot-identifier " + snapshot.snapshotId();
        }
        return rds("restore-db-instance-to-point-in-time") + " --source-db-instance-identifier " + instance
                + " --target-db-instance-identifier " + name
                + wholeSecond(target)
                        .map(text -> " --restore-time \"" + text + "\"")
                        .orElse(" --use-latest-restorable-time");
    }

    private List<String> gcp(RecoveryTarget target, String name) {
        if (target instanceof AtSnapshot snapshot) {
            return List.of(
                    "# make the empty instance " + name + " first",
                    "gcloud sql backups restore " + snapshot.snapshotId() + " --restore-instance=" + name
                            + " --backup-instance=" + instance);
        }
        return List.of("gcloud sql instances clone " + instance + " " + name
                + instant(target)
                        .map(text -> " --point-in-time=\"" + text + "\"")
                        .orElse(""));
    }

    private List<String> azure(RecoveryTarget target, String name) {
        if (instant(target).isEmpty()) {
            return sentence(target, name);
        }
        return List.of("az postgres flexible-server restore --resource-group " + group + " --name " + name
                + " --source-server " + instance + " --restore-time \""
                + instant(target).get() + "\"");
    }

    private List<String> sentence(RecoveryTarget target, String name) {
        return List.of("# recover " + address + " to " + target + " into the new database " + name
                + ", and never over the old one");
    }

    /** RDS recovers to whole seconds. */
    private static Optional<String> wholeSecond(RecoveryTarget target) {
        return target instanceof AtInstant at
                ? Optional.of(at.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                : Optional.empty();
    }

    private static Optional<String> instant(RecoveryTarget target) {
        return target instanceof AtInstant at ? Optional.of(at.instant().toString()) : Optional.empty();
    }
}
