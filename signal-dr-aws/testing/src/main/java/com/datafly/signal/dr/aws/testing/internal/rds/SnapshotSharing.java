package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** ModifyDBSnapshotAttribute, DescribeDBSnapshotAttributes. */
final class SnapshotSharing {

    private static final int ACCOUNTS = 20;

    private SnapshotSharing() {}

    static Map<String, Action> actions() {
        return Map.of(
                "ModifyDBSnapshotAttribute", SnapshotSharing::modify,
                "DescribeDBSnapshotAttributes", SnapshotSharing::describe);
    }

    private static List<Xml> modify(RdsCall call) {
        Region region = call.region();
        Facts snapshot = Snapshots.require(region, call.in().required("DBSnapshotIdentifier"));
        if (!call.in().required("AttributeName").equals("restore")) {
            throw Refusal.of("InvalidParameterValue", "Invalid snapshot attribute: the only one is restore.");
        }
        if (!snapshot.text("SnapshotType").equals("manual")) {
            throw Refusal.of(
                    "InvalidDBSnapshotState", "Cannot share the snapshot because it is an automated snapshot.");
        }
        List<String> accounts = new ArrayList<>(snapshot.list("sharedWith"));
        accounts.removeAll(call.in().list("ValuesToRemove"));
        for (String account : call.in().list("ValuesToAdd")) {
            check(snapshot, account);
            accounts.remove(account);
            accounts.add(account);
        }
        if (accounts.size() > ACCOUNTS) {
            throw Refusal.of(
                    "SharedSnapshotQuotaExceeded", "Cannot share a snapshot with more than " + ACCOUNTS + " accounts.");
        }
        Facts shared = snapshot.withList("sharedWith", accounts);
        Snapshots.put(region, shared);
        return List.of(xml(shared));
    }

    private static List<Xml> describe(RdsCall call) {
        return List.of(xml(Snapshots.require(call.region(), call.in().required("DBSnapshotIdentifier"))));
    }

    private static void check(Facts snapshot, String account) {
        boolean everybody = account.equals("all");
        if (everybody && snapshot.is("Encrypted")) {
            throw Refusal.of("InvalidParameterValue", "An encrypted snapshot cannot be shared publicly.");
        }
        if (!everybody && !account.matches("\\d{12}")) {
            throw Refusal.of("InvalidParameterValue", "Invalid account id: " + account);
        }
    }

    private static Xml xml(Facts snapshot) {
        Xml values = Xml.element("AttributeValues");
        snapshot.list("sharedWith").forEach(account -> values.put("AttributeValue", account));
        Xml attribute = Xml.element("DBSnapshotAttribute")
                .put("AttributeName", "restore")
                .add(values);
        return Xml.element("DBSnapshotAttributesResult")
                .put("DBSnapshotIdentifier", snapshot.text("DBSnapshotIdentifier"))
                .add(Xml.list("DBSnapshotAttributes", List.of(attribute)));
    }
}
