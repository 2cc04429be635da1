package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** StartExportTask, DescribeExportTasks, CancelExportTask. No objects are written. */
final class Exports {

    private static final List<String> VALUES = List.of(
            "ExportTaskIdentifier",
            "SourceArn",
            "SnapshotTime",
            "TaskStartTime",
            "TaskEndTime",
            "S3Bucket",
            "S3Prefix",
            "IamRoleArn",
            "KmsKeyId",
            "Status",
            "FailureCause",
            "WarningMessage",
            "SourceType");

    private Exports() {}

    static Map<String, Action> actions() {
        return Map.of(
                "StartExportTask", Exports::start,
                "DescribeExportTasks", Exports::describe,
                "CancelExportTask", Exports::cancel);
    }

    private static List<Xml> start(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        String name = Rules.name("ExportTaskIdentifier", in.required("ExportTaskIdentifier"), 60);
        Facts snapshot = Snapshots.require(region, in.required("SourceArn"));
        String role = in.required("IamRoleArn");
        String bucket = in.required("S3BucketName");
        if (!role.matches("arn:aws[a-z-]*:iam::\\d{12}:role/.+")) {
            throw Refusal.of("IamRoleNotFound", 404, "The IAM role " + role + " is not found.");
        }
        call.principal().authorize("iam:PassRole", role);
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw Refusal.of("InvalidS3BucketFault", "The S3 bucket " + bucket + " doesn't exist or is not valid.");
        }
        if (!snapshot.text("Status").equals("available")) {
            throw Refusal.of(
                    "InvalidExportSourceState", "The snapshot is in the " + snapshot.text("Status") + " state.");
        }
        if (region.exports().find(name).isPresent()) {
            throw Refusal.of("ExportTaskAlreadyExists", "The export task " + name + " exists already.");
        }
        Facts task = task(region, in, name, snapshot);
        region.exports().put(name, task, region.world().now());
        region.world().agenda().at(Instant.parse(task.text("due")), () -> end(region, name, "IN_PROGRESS", "COMPLETE"));
        return members(region, task);
    }

    private static Facts task(Region region, Parameters in, String name, Facts snapshot) {
        World world = region.world();
        Map<String, String> values = new HashMap<>();
        values.put("ExportTaskIdentifier", name);
        values.put("SourceArn", snapshot.text("DBSnapshotArn"));
        values.put("SnapshotTime", snapshot.text("SnapshotCreateTime"));
        values.put("TaskStartTime", QueryProtocol.time(world.now()));
        values.put("due", QueryProtocol.time(world.due(Work.EXPORT)));
        values.put("S3Bucket", in.required("S3BucketName"));
        values.put("S3Prefix", in.text("S3Prefix").orElse(""));
        values.put("IamRoleArn", in.required("IamRoleArn"));
        values.put("KmsKeyId", region.network().requireKey(in.required("KmsKeyId")));
        values.put("Status", "IN_PROGRESS");
        values.put("SourceType", "SNAPSHOT");
        values.put("size", snapshot.text("AllocatedStorage"));
        return Facts.NONE.with(values).withList("ExportOnly", in.list("ExportOnly"));
    }

    private static void end(Region region, String name, String from, String to) {
        World world = region.world();
        region.exports()
                .find(name)
                .filter(task -> task.text("Status").equals(from))
                .ifPresent(task -> region.exports()
                        .put(
                                name,
                                task.with("Status", to).with("TaskEndTime", QueryProtocol.time(world.now())),
                                world.now()));
    }

    private static List<Xml> describe(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        List<Facts> found = region.exports().seen(call.sight()).stream()
                .filter(task -> in.text("ExportTaskIdentifier")
                        .map(name -> name.equals(task.text("ExportTaskIdentifier")))
                        .orElse(true))
                .filter(task -> in.text("SourceArn")
                        .map(arn -> arn.equals(task.text("SourceArn")))
                        .orElse(true))
                .toList();
        if (in.has("ExportTaskIdentifier") && found.isEmpty()) {
            throw unknown(in.required("ExportTaskIdentifier"));
        }
        return Page.of(
                in,
                "ExportTasks",
                found,
                task -> task.text("ExportTaskIdentifier"),
                task -> Xml.list("ExportTask", members(region, task)));
    }

    private static List<Xml> cancel(RdsCall call) {
        Region region = call.region();
        String name = call.in().required("ExportTaskIdentifier");
        Facts task = region.exports().find(name).orElseThrow(() -> unknown(name));
        if (!Set.of("STARTING", "IN_PROGRESS").contains(task.text("Status"))) {
            throw Refusal.of(
                    "InvalidExportTaskStateFault",
                    "You can't cancel the export task " + name + ": it is in the " + task.text("Status") + " state.");
        }
        World world = region.world();
        Facts canceling = task.with("Status", "CANCELING");
        region.exports().put(name, canceling, world.now());
        world.agenda().at(world.due(Work.MODIFY), () -> end(region, name, "CANCELING", "CANCELED"));
        return members(region, canceling);
    }

    private static List<Xml> members(Region region, Facts task) {
        Xml out = Xml.element("ExportTask");
        VALUES.forEach(value -> out.put(value, task.values().get(value)));
        boolean complete = task.text("Status").equals("COMPLETE");
        out.put("PercentProgress", complete ? 100 : progress(region.world().now(), task));
        out.put("TotalExtractedDataInGB", complete ? task.number("size") : 0);
        Xml only = Xml.element("ExportOnly");
        task.list("ExportOnly").forEach(part -> only.put("member", part));
        return out.add(only).children();
    }

    private static long progress(Instant now, Facts task) {
        Instant began = Instant.parse(task.text("TaskStartTime"));
        long whole = Math.max(
                1, Duration.between(began, Instant.parse(task.text("due"))).toMillis());
        return Math.min(99, 100 * Duration.between(began, now).toMillis() / whole);
    }

    private static Refusal unknown(String name) {
        return Refusal.of("ExportTaskNotFound", 404, "The export task " + name + " doesn't exist.");
    }
}
