package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.RdsExport;
import com.datafly.signal.dr.aws.RdsExportRequest;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.operation.OperationKey;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.rds.model.ExportTask;
import software.amazon.awssdk.services.rds.model.StartExportTaskRequest;

/** Exports of snapshots to S3. Their id is made of the key, so that a key makes only one. */
final class SnapshotExports {

    private static final Set<String> TAKEN = Set.of("ExportTaskAlreadyExists");
    private static final Set<String> NO_EXPORT = Set.of("ExportTaskNotFound");
    private static final String PREFIX = "signal-dr";

    private final AwsSession session;

    SnapshotExports(AwsSession session) {
        this.session = session;
    }

    RdsExport start(String operation, OperationKey key, String source, RdsExportRequest request) {
        StartExportTaskRequest.Builder call = StartExportTaskRequest.builder()
                .exportTaskIdentifier(id(key))
                .sourceArn(source)
                .s3BucketName(request.bucket())
                .iamRoleArn(request.roleArn())
                .kmsKeyId(request.kmsKeyId());
        request.prefix().ifPresent(call::s3Prefix);
        if (!request.only().isEmpty()) {
            call.exportOnly(request.only());
        }
        boolean started = RdsCalls.tryChange(
                        operation, TAKEN, () -> session.rds().startExportTask(call.build()))
                .isPresent();
        Optional<RdsExport> found = find(operation, key);
        if (!started && found.filter(export -> export.source().equals(source)).isEmpty()) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    operation,
                    "the key " + key + " belongs to another export",
                    failure -> failure.key(key).hint("Use a key of its own for each piece of work."));
        }
        return found.orElseGet(() -> RdsExport.create(id(key), RdsExport.State.STARTING, source, more -> {}));
    }

    Optional<RdsExport> find(String operation, OperationKey key) {
        return RdsCalls.find(
                        operation,
                        NO_EXPORT,
                        () -> session.rds()
                                .describeExportTasks(call -> call.exportTaskIdentifier(id(key)))
                                .exportTasks())
                .flatMap(found -> found.stream().findFirst())
                .map(SnapshotExports::describe);
    }

    void cancel(String operation, OperationKey key) {
        RdsCalls.change(operation, () -> session.rds().cancelExportTask(call -> call.exportTaskIdentifier(id(key))));
    }

    private static String id(OperationKey key) {
        return SnapshotIds.of(PREFIX, key);
    }

    private static RdsExport describe(ExportTask task) {
        return RdsExport.create(
                task.exportTaskIdentifier(),
                state(task),
                Optional.ofNullable(task.sourceArn()).orElse(""),
                more -> {
                    Optional.ofNullable(task.percentProgress()).ifPresent(more::percent);
                    Optional.ofNullable(task.s3Bucket())
                            .map(bucket -> "s3://" + bucket + "/"
                                    + Optional.ofNullable(task.s3Prefix()).orElse(""))
                            .ifPresent(more::place);
                    Optional.ofNullable(task.failureCause()).ifPresent(more::failure);
                    Optional.ofNullable(task.warningMessage()).ifPresent(more::warning);
                });
    }

    private static RdsExport.State state(ExportTask task) {
        String state = Optional.ofNullable(task.status()).orElse("").toUpperCase(Locale.ROOT);
        return Arrays.stream(RdsExport.State.values())
                .filter(known -> known.name().equals(state))
                .findFirst()
                .orElse(RdsExport.State.UNKNOWN);
    }
}
