package com.datafly.signal.dr.aws.internal.rds;

import static com.datafly.signal.dr.aws.internal.rds.CommandLine.option;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBInstanceAutomatedBackup;

/** What a person types at the AWS CLI to make the instance that a restore would make. */
final class InstanceByHand {

    private static final String OPERATION = "say how to restore by hand";

    private final Instances instances;
    private final RdsAddress address;

    InstanceByHand(Instances instances, RdsAddress address) {
        this.instances = instances;
        this.address = address;
    }

    List<String> lines(RestoreRequest request) {
        List<String> lines = new ArrayList<>();
        lines.add("# needed on the machine: the AWS CLI, version 2, with credentials that may restore in "
                + address.region() + "; aws sts get-caller-identity says whose they are");
        ChosenSettings chosen = ChosenSettings.of(OPERATION, request.profile());
        Origin origin = look(lines);
        TargetSettings wanted = CopySettings.of(chosen, origin);
        if (!wanted.has(TargetSetting.VPC_SECURITY_GROUP_IDS)) {
            lines.add("# the network of the source is not known here: without --db-subnet-group-name and"
                    + " --vpc-security-group-ids RDS takes the default ones, which nobody should reach it through");
        }
        boolean bySnapshot = request.target() instanceof RecoveryTarget.AtSnapshot;
        TargetSettings taken =
                wanted.only(setting -> bySnapshot ? setting.isTakenBySnapshotRestore() : setting.isTakenByRecovery());
        TargetSettings rest = wanted.only(setting -> !taken.has(setting));
        lines.add(
                restore(request, origin) + options(taken) + CommandLine.tags(CopyTags.of(OPERATION, request, origin)));
        lines.add("# it takes minutes to hours; the next command gives up after 30 minutes: repeat it then");
        lines.add(await(request));
        if (!rest.isEmpty()) {
            lines.add("# the restore does not take these settings");
            lines.add(afterwards(request, rest));
            lines.add(await(request));
        }
        lines.add(aws("describe-db-instances") + option("db-instance-identifier", request.name())
                + " --query 'DBInstances[0].[DBInstanceStatus,Endpoint.Address,Endpoint.Port,DBParameterGroups]'");
        lines.add("# if that says pending-reboot, its parameters are not in force yet: " + aws("reboot-db-instance")
                + option("db-instance-identifier", request.name()));
        lines.add("# the passwords are those of the source at that point in time");
        return lines;
    }

    private String await(RestoreRequest request) {
        return aws("wait db-instance-available") + option("db-instance-identifier", request.name());
    }

    /** The source may be gone, or AWS out of reach, when the page is made. */
    private Origin look(List<String> lines) {
        try {
            return Origin.look(instances, address, OPERATION);
        } catch (DrException e) {
            lines.add("# when this page was made the source could not be read: " + e.problem());
            return new Origin(address, Optional.empty(), List.of());
        }
    }

    private String restore(RestoreRequest request, Origin origin) {
        RecoveryTarget target = request.target();
        if (target instanceof RecoveryTarget.AtSnapshot at) {
            return aws("restore-db-instance-from-db-snapshot")
                    + option("db-snapshot-identifier", at.snapshotId())
                    + option("db-instance-identifier", request.name());
        }
        return aws("restore-db-instance-to-point-in-time")
                + source(origin)
                + option("target-db-instance-identifier", request.name())
                + CommandLine.point(target, "restore-time");
    }

    private String source(Origin origin) {
        Optional<DBInstanceAutomatedBackup> backup = origin.backup();
        if (address.kind() == RdsAddress.Kind.AUTOMATED_BACKUP) {
            return option(
                    "source-db-instance-automated-backups-arn",
                    backup.map(DBInstanceAutomatedBackup::dbInstanceAutomatedBackupsArn)
                            .orElse("ARN-OF-" + address.name()));
        }
        return origin.instance().isEmpty() && backup.isPresent()
                ? option("source-dbi-resource-id", backup.get().dbiResourceId())
                : option("source-db-instance-identifier", address.name());
    }

    private String afterwards(RestoreRequest request, TargetSettings rest) {
        return aws("modify-db-instance")
                + option("db-instance-identifier", request.name())
                + " --apply-immediately"
                + options(rest);
    }

    private String aws(String command) {
        return CommandLine.rds(command, address.region());
    }

    private static String options(TargetSettings settings) {
        StringBuilder options = new StringBuilder();
        settings.values().forEach((setting, value) -> options.append(option(setting.kind(), setting.label(), value)));
        return options.toString();
    }
}
