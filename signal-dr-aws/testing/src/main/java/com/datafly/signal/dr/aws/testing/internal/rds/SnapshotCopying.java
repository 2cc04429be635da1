package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CopyDBSnapshot, called in the region that the copy goes to. */
final class SnapshotCopying {

    private static final int AT_ONCE = 20;

    private SnapshotCopying() {}

    static Map<String, Action> actions() {
        return Map.of("CopyDBSnapshot", SnapshotCopying::copy);
    }

    private static List<Xml> copy(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        String name = Rules.name("TargetDBSnapshotIdentifier", in.required("TargetDBSnapshotIdentifier"), 255);
        Region home = home(region, in.required("SourceDBSnapshotIdentifier"));
        Facts source = Snapshots.require(home, in.required("SourceDBSnapshotIdentifier"));
        boolean elsewhere = home != region;
        if (!source.text("Status").equals("available")) {
            throw Refusal.of(
                    "InvalidDBSnapshotState",
                    "The source snapshot " + source.text("DBSnapshotIdentifier") + " is in the " + source.text("Status")
                            + " state: it must be available.");
        }
        Optional<String> key = key(region, home, in, source);
        if (elsewhere && source.is("Encrypted") && !in.has("PreSignedUrl")) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "PreSignedUrl must be specified when an encrypted snapshot is copied from another region.");
        }
        Map<String, String> tags = Tags.asked(in);
        Snapshots.requireRoom(region, name);
        requireTurn(region);
        Facts copy = begun(region, home, source, name)
                .with("KmsKeyId", key)
                .with("Encrypted", key.isPresent())
                .with("StorageEncrypted", key.isPresent())
                .withTags(in.is("CopyTags") && tags.isEmpty() ? source.tags() : tags);
        Snapshots.put(region, copy);
        region.world().agenda().at(Instant.parse(copy.text("due")), () -> Snapshots.finish(region, copy, "available"));
        return List.of(SnapshotXml.of(region, copy));
    }

    private static Facts begun(Region region, Region home, Facts source, String name) {
        World world = region.world();
        String now = QueryProtocol.time(world.now());
        Map<String, String> values = new HashMap<>();
        values.put("DBSnapshotIdentifier", name);
        values.put("DBSnapshotArn", region.arn("snapshot", name));
        values.put("SourceDBSnapshotIdentifier", source.text("DBSnapshotArn"));
        values.put("SnapshotCreateTime", now);
        values.put("SnapshotType", "manual");
        values.put("Status", "creating");
        values.put("began", now);
        values.put("due", QueryProtocol.time(world.due(Work.COPY)));
        if (home != region) {
            values.put("SourceRegion", home.name());
            values.put("AvailabilityZone", region.network().zones().get(0));
            values.put("VpcId", region.network().requireVpc("default"));
        }
        return source.with(values).withList("sharedWith", List.of());
    }

    /** Returns the key of the copy; empty if it is not encrypted. */
    private static Optional<String> key(Region region, Region home, Parameters in, Facts source) {
        if (source.is("Encrypted") && !home.network().isAccessible(source.text("KmsKeyId"))) {
            throw Refusal.of(
                    "KMSKeyNotAccessibleFault",
                    "The KMS key [" + source.text("KmsKeyId") + "] of the source snapshot is not accessible.");
        }
        Optional<String> asked = in.text("KmsKeyId").map(region.network()::requireKey);
        if (asked.isEmpty() && source.is("Encrypted") && home != region) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "KmsKeyId must be specified when an encrypted snapshot is copied from another region.");
        }
        return asked.isPresent() ? asked : source.find("KmsKeyId");
    }

    private static void requireTurn(Region region) {
        long under = region.snapshots().all().stream()
                .filter(snapshot -> snapshot.find("SourceDBSnapshotIdentifier").isPresent())
                .filter(snapshot -> snapshot.text("Status").equals("creating"))
                .count();
        if (under >= AT_ONCE) {
            throw Refusal.of(
                    "SnapshotQuotaExceeded",
                    "Cannot copy more than " + AT_ONCE + " snapshots across regions simultaneously.");
        }
    }

    private static Region home(Region region, String nameOrArn) {
        if (!nameOrArn.startsWith("arn:")) {
            return region;
        }
        String[] parts = nameOrArn.split(":", -1);
        if (parts.length < 7 || !parts[5].equals("snapshot")) {
            throw Refusal.of("InvalidParameterValue", "Invalid snapshot ARN: " + nameOrArn);
        }
        return region.world().region(parts[3]);
    }
}
