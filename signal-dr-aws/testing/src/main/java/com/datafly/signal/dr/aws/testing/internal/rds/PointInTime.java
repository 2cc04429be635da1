package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import com.datafly.signal.dr.tck.DataPlane.Reach;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** RestoreDBInstanceToPointInTime: of an instance, of one that was deleted, of backups from another region. */
final class PointInTime {

    private PointInTime() {}

    static Map<String, Action> actions() {
        return Map.of("RestoreDBInstanceToPointInTime", PointInTime::restore);
    }

    private static List<Xml> restore(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        String name = Rules.name("TargetDBInstanceIdentifier", in.required("TargetDBInstanceIdentifier"), 63);
        Optional<Instant> asked = asked(in);
        Facts source = source(region, in);
        Instances.requireFree(region, name);
        Reach window = window(region, source);
        Instant target = asked.orElse(window.latest());
        if (target.isBefore(window.earliest().truncatedTo(ChronoUnit.SECONDS)) || target.isAfter(window.latest())) {
            throw Refusal.of(
                    "InvalidParameterValue",
                    "The specified instance cannot be restored to " + QueryProtocol.time(target)
                            + ": it can be restored to a time from " + QueryProtocol.time(window.earliest()) + " to "
                            + QueryProtocol.time(window.latest()) + ".");
        }
        Facts instance = Restores.target(region, in, name, source);
        World world = region.world();
        String past = source.text("data");
        Optional<Instant> exact = exact(world, past, window, target);
        Runnable work = () -> world.data().recover(past, exact, instance.text("data"));
        Birth.begin(region, instance, Work.POINT_IN_TIME, new Birth.Data(work, "restore-error"));
        return List.of(InstanceXml.of(region, instance));
    }

    /** Returns the time asked for, to the second as RDS takes it; empty for the latest. */
    private static Optional<Instant> asked(Parameters in) {
        boolean latest = in.is("UseLatestRestorableTime");
        if (latest == in.has("RestoreTime")) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    latest
                            ? "RestoreTime cannot be specified if UseLatestRestorableTime is true."
                            : "Either RestoreTime or UseLatestRestorableTime must be specified.");
        }
        return in.time("RestoreTime").map(time -> time.truncatedTo(ChronoUnit.SECONDS));
    }

    private static Facts source(Region region, Parameters in) {
        long named = Stream.of(
                        "SourceDBInstanceIdentifier", "SourceDbiResourceId", "SourceDBInstanceAutomatedBackupsArn")
                .filter(in::has)
                .count();
        if (named != 1) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "Exactly one of SourceDBInstanceIdentifier, SourceDbiResourceId and"
                            + " SourceDBInstanceAutomatedBackupsArn must be specified.");
        }
        if (in.has("SourceDBInstanceIdentifier")) {
            return instance(region, Instances.require(region, in.required("SourceDBInstanceIdentifier")));
        }
        String wanted =
                in.text("SourceDbiResourceId").orElseGet(() -> in.required("SourceDBInstanceAutomatedBackupsArn"));
        return AutomatedBackups.seen(region, Sight.CLEAR).stream()
                .filter(backup ->
                        wanted.equals(backup.text("DbiResourceId")) || wanted.equals(AutomatedBackups.key(backup)))
                .findFirst()
                .orElseThrow(() -> in.has("SourceDbiResourceId")
                        ? Refusal.of("DBInstanceNotFound", 404, "DBInstance " + wanted + " not found.")
                        : AutomatedBackups.unknown(wanted));
    }

    private static Facts instance(Region region, Facts instance) {
        if (instance.find("DBClusterIdentifier").isPresent()) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "The source instance is a member of a cluster: use RestoreDBClusterToPointInTime instead.");
        }
        if (instance.number("BackupRetentionPeriod") == 0) {
            throw Refusal.of(
                    "PointInTimeRestoreNotEnabled",
                    "Point in time restore is not enabled for the instance " + Instances.name(instance)
                            + ": its backup retention period is 0.");
        }
        return AutomatedBackups.of(region, instance, "active");
    }

    private static Reach window(Region region, Facts source) {
        return AutomatedBackups.window(region, source)
                .orElseThrow(() -> Refusal.of(
                        "InvalidDBInstanceState",
                        "The source instance " + source.text("DBInstanceIdentifier")
                                + " has no restorable time yet: its first backup is not complete."));
    }

    /** The end of all that the data plane has is its own latest, not an instant that might be a moment too late. */
    private static Optional<Instant> exact(World world, String past, Reach window, Instant target) {
        Optional<Reach> reach = world.data().reach(past);
        boolean end = target.equals(window.latest())
                && reach.isPresent()
                && !reach.get().latest().isAfter(target);
        Instant notTooEarly =
                reach.map(Reach::earliest).filter(target::isBefore).orElse(target);
        return end ? Optional.empty() : Optional.of(notTooEarly);
    }
}
