package com.datafly.signal.dr.aws.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.tck.DriverOptions;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBSnapshotAttributesResult;
import software.amazon.awssdk.services.rds.model.RdsException;

/** What the testing server does of RDS's model, and that no exchange with it goes unchecked. */
class ServerModelTest {

    private final AwsServer server = AwsServer.start();
    private final AwsSession session = AwsSession.open(
            "eu-west-1",
            DriverOptions.of(
                    Map.of(
                            "endpoint",
                            server.endpoint().toString(),
                            "access-key-id",
                            server.accessKey().id()),
                    Map.of("secret-access-key", server.accessKey().secret())),
            Set.of());
    private final RdsClient rds = session.rds();
    private final SdkModel sdk = new SdkModel();

    @AfterEach
    void stop() {
        session.close();
        server.close();
    }

    @Test
    void whatBreaksTheModelIsHeardWhereverItIsSent() {
        assertThat(ModelCheckExtension.isWatching()).isTrue();
        // It is refused before the server finds out what lacks: what it finds out itself, our own facts leave to it.
        server.faults().next("CreateDBSnapshot", AwsFault.THROTTLED);
        assertThatExceptionOfType(RdsException.class)
                .isThrownBy(() -> rds.createDBSnapshot(snapshot -> snapshot.dbInstanceIdentifier("orders")));

        assertThat(ModelCheck.takeFindings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("DBSnapshotIdentifier is required"));
    }

    /** Of the published subset of the model, and of what our own facts speak of. */
    @Test
    @BreaksTheModel
    void everyActionOfTheModelIsServed() {
        Set<String> actions = new TreeSet<>(RequestFacts.load().names());
        actions.remove("Filter");
        PublishedModel.find().ifPresent(published -> actions.addAll(published.names()));

        assertThat(isServed("DescribeDBProxies")).isFalse();
        assertThat(actions).allMatch(this::isServed);
    }

    /** So that the SDK parses every answer that there is, and each is held against the model. */
    @Test
    void whatTheDriverHasNoUseForIsAnsweredByTheModelToo() {
        String resource = server.rds("eu-west-1").createInstance("orders");
        rds.createDBSnapshot(call -> call.dbInstanceIdentifier("orders").dbSnapshotIdentifier("kept"));

        DBSnapshotAttributesResult shared = rds.modifyDBSnapshotAttribute(call -> call.dbSnapshotIdentifier("kept")
                        .attributeName("restore")
                        .valuesToAdd("111122223333"))
                .dbSnapshotAttributesResult();
        assertThat(shared.dbSnapshotAttributes())
                .singleElement()
                .satisfies(attribute -> assertThat(attribute.attributeValues()).containsExactly("111122223333"));
        assertThat(rds.describeDBSnapshotAttributes(call -> call.dbSnapshotIdentifier("kept"))
                        .dbSnapshotAttributesResult())
                .isEqualTo(shared);
        String arn = rds.describeDBInstances().dbInstances().get(0).dbInstanceArn();
        assertThat(rds.listTagsForResource(call -> call.resourceName(arn)).tagList())
                .isEmpty();
        server.rds("eu-west-1").deleteInstanceRetainingBackups("orders");
        assertThat(rds.deleteDBInstanceAutomatedBackup(call -> call.dbiResourceId(resource))
                        .dbInstanceAutomatedBackup()
                        .dbiResourceId())
                .isEqualTo(resource);
    }

    private boolean isServed(String action) {
        return sdk.callWithNothing(rds, action)
                .map(refusal -> refusal.awsErrorDetails().errorCode())
                .filter("InvalidAction"::equals)
                .isEmpty();
    }
}
