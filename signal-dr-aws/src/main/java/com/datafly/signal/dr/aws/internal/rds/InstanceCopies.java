package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.SnapshotCopyDriver;
import com.datafly.signal.dr.spi.SnapshotCopyRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.CopyDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.Tag;

/**
 * Copies snapshots of one instance to other regions, or within its own to another key. RDS wants the call made in the
 * region where the copy is to lie.
 */
final class InstanceCopies implements SnapshotCopyDriver {

    private static final Set<String> NO_SNAPSHOT = Set.of("DBSnapshotNotFound");
    private static final Set<String> TAKEN = Set.of("DBSnapshotAlreadyExists");
    private static final Pattern KEY_ARN = Pattern.compile("arn:[a-z-]+:kms:([a-z0-9-]+):\\d+:.+");
    private static final int MOST_TAGS = 50;

    private final AwsSession session;
    private final InstanceSnapshots snapshots;
    private final RdsAddress address;

    InstanceCopies(AwsSession session, RdsAddress address) {
        this.session = session;
        this.snapshots = new InstanceSnapshots(session, address, session.clock());
        this.address = address;
    }

    @Override
    public void startCopy(SnapshotCopyRequest request) {
        String operation = "copy snapshot " + request.snapshotId() + " to " + request.place();
        RdsClient there = session.rds(request.place());
        DBSnapshot source = snapshots.require(operation, request.snapshotId());
        requireComplete(operation, source);
        requireKey(operation, request, source);
        boolean made = RdsCalls.tryChange(operation, TAKEN, () -> copy(there, request, source))
                .isPresent();
        if (!made && !isOurs(operation, request)) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    operation,
                    "there is a snapshot '" + id(request) + "' already, without the tag of this operation",
                    failure -> failure.key(request.key())
                            .hint("Look at its tag " + RdsTags.OPERATION
                                    + "; take another key if that snapshot is somebody else's."));
        }
    }

    private boolean isOurs(String operation, SnapshotCopyRequest request) {
        DBSnapshot taken = at(operation, request)
                .orElseThrow(() -> Unseen.failure(operation, "a snapshot '" + id(request) + "'", request.key()));
        return RdsTags.isMadeBy(taken.tagList(), request.key());
    }

    private DBSnapshot copy(RdsClient there, SnapshotCopyRequest request, DBSnapshot source) {
        CopyDbSnapshotRequest.Builder call = CopyDbSnapshotRequest.builder()
                .sourceDBSnapshotIdentifier(source.dbSnapshotArn())
                .targetDBSnapshotIdentifier(id(request))
                .tags(tags(request, source));
        if (isElsewhere(request)) {
            call.sourceRegion(session.region());
        }
        request.encryptionKey().ifPresent(call::kmsKeyId);
        return there.copyDBSnapshot(call.build()).dbSnapshot();
    }

    /**
     * The copy gets the source's tags by name and not by {@code CopyTags}: the source may have a key of its own, and
     * RDS does not say whose tag wins.
     */
    private static List<Tag> tags(SnapshotCopyRequest request, DBSnapshot source) {
        Map<String, Tag> tags = new LinkedHashMap<>();
        RdsTags.tags(Map.of(
                        RdsTags.OPERATION, request.key().value(),
                        RdsTags.NAME, request.name(),
                        RdsTags.SNAPSHOT, request.snapshotId()))
                .forEach(tag -> tags.put(tag.key(), tag));
        for (Tag inherited : RdsTags.inheritable(source.tagList())) {
            if (tags.size() < MOST_TAGS) {
                tags.putIfAbsent(inherited.key(), inherited);
            }
        }
        return List.copyOf(tags.values());
    }

    private static void requireComplete(String operation, DBSnapshot source) {
        if (SnapshotFacts.state(source.status() == null ? "" : source.status()) != SnapshotState.AVAILABLE) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "the snapshot is " + source.status(),
                    failure -> failure.hint("RDS copies a snapshot that is available; wait until it is."));
        }
    }

    private void requireKey(String operation, SnapshotCopyRequest request, DBSnapshot source) {
        if (isElsewhere(request)
                && Boolean.TRUE.equals(source.encrypted())
                && request.encryptionKey().isEmpty()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    operation,
                    "the snapshot is encrypted, and no key of " + request.place() + " is named",
                    failure -> failure.hint("Name a KMS key of that region by encryptedWith, as in alias/aws/rds: a key"
                            + " does not leave its region."));
        }
        request.encryptionKey().ifPresent(key -> requireThere(operation, request.place(), key));
    }

    private static void requireThere(String operation, String place, String key) {
        Matcher arn = KEY_ARN.matcher(key);
        if (arn.matches() && !arn.group(1).equals(place)) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    operation,
                    "the KMS key " + key + " is of region " + arn.group(1),
                    failure -> failure.hint("Name a key of " + place + ": the copy is encrypted where it lies."));
        }
    }

    private boolean isElsewhere(SnapshotCopyRequest request) {
        return !request.place().equals(session.region());
    }

    @Override
    public Optional<OperationStatus> findCopy(SnapshotCopyRequest request) {
        return look("look for the copy of snapshot " + request.snapshotId() + " in " + request.place(), request)
                .map(InstanceSnapshots::status);
    }

    @Override
    public Optional<Snapshot> copied(SnapshotCopyRequest request) {
        return look("describe the copy of snapshot " + request.snapshotId() + " in " + request.place(), request)
                .map(snapshot -> SnapshotFacts.describe(snapshot, session.clock()));
    }

    private Optional<DBSnapshot> look(String operation, SnapshotCopyRequest request) {
        return at(operation, request).filter(snapshot -> RdsTags.isMadeBy(snapshot.tagList(), request.key()));
    }

    private Optional<DBSnapshot> at(String operation, SnapshotCopyRequest request) {
        return RdsCalls.find(
                        operation,
                        NO_SNAPSHOT,
                        () -> session.rds(request.place())
                                .describeDBSnapshots(call -> call.dbSnapshotIdentifier(id(request)))
                                .dbSnapshots())
                .flatMap(found -> found.stream().findFirst());
    }

    private String id(SnapshotCopyRequest request) {
        return SnapshotIds.of(address.name(), request.key());
    }
}
