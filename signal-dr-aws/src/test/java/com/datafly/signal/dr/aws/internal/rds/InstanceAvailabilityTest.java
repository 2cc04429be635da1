package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.database.HighAvailabilityStatus;
import com.datafly.signal.dr.database.Replication;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstanceAvailabilityTest {

    private static final OperationKey KEY = new OperationKey("op-1");
    private static final OperationKey OTHER = new OperationKey("op-2");
    private static final RdsAddress REPLICA = FacetFixture.ORDERS.sibling("replica");

    private final FacetFixture fixture =
            new FacetFixture(instance -> instance.multiAz(true).backupRetention(14));
    private final InstanceAvailability orders = new InstanceAvailability(fixture.session(), FacetFixture.ORDERS);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void multiAzProvesAnRpoOfZero() {
        HighAvailabilityStatus status = orders.status();

        assertThat(status.replication()).isEqualTo(Replication.SYNCHRONOUS);
        assertThat(status.meetsZeroRpo()).isTrue();
        assertThat(status.standbyPlace()).contains(fixture.rds().setting("orders", "SecondaryAvailabilityZone"));
        assertThat(status.evidence())
                .anySatisfy(sentence -> assertThat(sentence).contains("Multi-AZ is on"));
    }

    @Test
    void anInstanceThatIsNotAvailableProvesNothing() {
        fixture.rds().setStatus("orders", "storage-full");

        assertThat(orders.status().meetsZeroRpo()).isFalse();
    }

    @Test
    void aFailoverChangesTheZoneAndIsFoundByItsKeyAlone() {
        String before = fixture.rds().setting("orders", "AvailabilityZone");

        assertThat(orders.findFailover(KEY)).isEmpty();
        orders.startFailover(KEY);
        assertThat(orders.findFailover(KEY).map(OperationStatus::state)).contains(OperationState.RUNNING);
        fixture.pass(Duration.ofMinutes(10));

        assertThat(orders.findFailover(KEY).map(OperationStatus::state)).contains(OperationState.SUCCEEDED);
        assertThat(orders.findFailover(OTHER)).isEmpty();
        assertThat(fixture.rds().setting("orders", "AvailabilityZone")).isNotEqualTo(before);
    }

    @Test
    void aKeyHandsOverOnlyOnce() {
        orders.startFailover(KEY);
        orders.startFailover(KEY);
        fixture.pass(Duration.ofMinutes(10));
        orders.startFailover(KEY);

        assertThat(fixture.server().calls().stream()
                        .filter(call -> call.action().equals("RebootDBInstance") && call.httpStatus() == 200))
                .hasSize(1);
    }

    @Test
    void aFailoverThatAnotherOneTookBackIsStillKnownByTheEvents() {
        orders.startFailover(KEY);
        fixture.pass(Duration.ofMinutes(10));
        fixture.session()
                .rds()
                .rebootDBInstance(call -> call.dbInstanceIdentifier("orders").forceFailover(true));
        fixture.pass(Duration.ofMinutes(10));

        assertThat(orders.findFailover(KEY).map(OperationStatus::state)).contains(OperationState.SUCCEEDED);
    }

    @Test
    void aLostRequestIsRepeatedAndALostAnswerIsNot() {
        fixture.server().faults().next("RebootDBInstance", AwsFault.REQUEST_LOST);
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> orders.startFailover(KEY))
                .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.UNKNOWN));
        assertThat(orders.findFailover(KEY)).isEmpty();

        fixture.server().faults().next("RebootDBInstance", AwsFault.ANSWER_LOST);
        assertThatExceptionOfType(DrException.class).isThrownBy(() -> orders.startFailover(KEY));
        orders.startFailover(KEY);

        assertThat(orders.findFailover(KEY).map(OperationStatus::state)).contains(OperationState.RUNNING);
        fixture.pass(Duration.ofMinutes(10));
        assertThat(orders.findFailover(KEY).map(OperationStatus::state)).contains(OperationState.SUCCEEDED);
    }

    @Test
    void withoutAStandbyNothingIsRebooted() {
        fixture.rds().createInstance("alone", instance -> instance.multiAz(false));
        InstanceAvailability alone = new InstanceAvailability(fixture.session(), FacetFixture.ORDERS.sibling("alone"));

        assertThat(alone.status().replication()).isEqualTo(Replication.NONE);
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> alone.startFailover(KEY))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
                    assertThat(e.effect()).isEqualTo(Effect.NONE);
                });
        assertThat(fixture.server().count("RebootDBInstance")).isZero();
    }

    @Test
    void anInstanceInTroubleIsNotRebootedAndTheRemedyIsNamed() {
        fixture.rds().setStatus("orders", "storage-full");

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> orders.startFailover(KEY))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
                .withMessageContaining("max-allocated-storage");
    }

    @Test
    void aReplicaKeepsItsSourcesRetentionWhenItIsPromoted() {
        InstanceAvailability replica = replica();

        assertThat(replica.status().replication()).isEqualTo(Replication.ASYNCHRONOUS);
        assertThat(replica.status().meetsZeroRpo()).isFalse();
        replica.startPromotion(KEY);
        replica.startPromotion(KEY);
        assertThat(replica.findPromotion(KEY).map(OperationStatus::state)).contains(OperationState.RUNNING);
        fixture.pass(Duration.ofHours(1));

        assertThat(replica.findPromotion(KEY).map(OperationStatus::state)).contains(OperationState.SUCCEEDED);
        assertThat(fixture.rds().setting("replica", "BackupRetentionPeriod")).isEqualTo("14");
        assertThat(replica.findPromotion(OTHER)).isEmpty();
    }

    @Test
    void aReplicaWhoseSourceIsGoneKeepsBackupsForAWeek() {
        InstanceAvailability replica = replica();
        fixture.server()
                .faults()
                .before(
                        "DescribeDBInstances",
                        1,
                        () -> fixture.server()
                                .faults()
                                .next(
                                        "DescribeDBInstances",
                                        "DBInstanceNotFound",
                                        404,
                                        "DBInstance orders not found."));

        replica.startPromotion(KEY);
        fixture.pass(Duration.ofHours(1));

        assertThat(fixture.rds().setting("replica", "BackupRetentionPeriod")).isEqualTo("7");
    }

    @Test
    void whatFollowsNobodyIsNotPromoted() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> orders.startPromotion(KEY))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
        assertThat(fixture.server().count("PromoteReadReplica")).isZero();
    }

    private InstanceAvailability replica() {
        fixture.session()
                .rds()
                .createDBInstanceReadReplica(
                        call -> call.dbInstanceIdentifier("replica").sourceDBInstanceIdentifier("orders"));
        fixture.pass(Duration.ofHours(1));
        return new InstanceAvailability(fixture.session(), REPLICA);
    }
}
