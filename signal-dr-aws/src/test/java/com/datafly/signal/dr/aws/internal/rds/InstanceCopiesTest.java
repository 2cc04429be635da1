package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.aws.testing.Call;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.SnapshotCopyRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstanceCopiesTest {

    private static final String PLACE = "eu-central-1";
    private static final OperationKey KEY = new OperationKey("op-copy");

    private final FacetFixture fixture = new FacetFixture(
            instance -> instance.tag("team", "orders").copyTagsToSnapshot(true).kmsKey("orders-key"));
    private final InstanceCopies copies = new InstanceCopies(fixture.session(), FacetFixture.ORDERS);
    private final String snapshot = fixture.snapshot("nightly");
    private final String keyThere = fixture.server().rds(PLACE).key("vault", true);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aCopyIsMadeInTheOtherRegionUnderItsKeyWithTheTagsOfItsSource() {
        SnapshotCopyRequest request = request(KEY, PLACE, Optional.of(keyThere));

        assertThat(copies.findCopy(request)).isEmpty();
        copies.startCopy(request);
        assertThat(copies.findCopy(request).map(OperationStatus::state)).contains(OperationState.RUNNING);
        assertThat(copies.findCopy(request).flatMap(OperationStatus::lookAgainAfter))
                .isPresent();
        fixture.pass(Duration.ofHours(1));

        Snapshot copy = copies.copied(request).orElseThrow();
        assertThat(copies.findCopy(request).flatMap(OperationStatus::resultId)).contains(copy.id());
        assertThat(copy.name()).isEqualTo("vaulted");
        assertThat(copy.key()).contains(KEY);
        assertThat(copy.annotations()).containsEntry("team", "orders");
        assertThat(fixture.server().rds(PLACE).snapshots()).containsExactly(copy.id());
        assertThat(calls("CopyDBSnapshot"))
                .singleElement()
                .satisfies(call -> assertThat(call.region()).isEqualTo(PLACE));
    }

    @Test
    void aLostAnswerIsAdoptedAndNothingIsCopiedTwice() {
        SnapshotCopyRequest request = request(KEY, PLACE, Optional.of(keyThere));
        fixture.server().faults().next("CopyDBSnapshot", AwsFault.ANSWER_LOST);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> copies.startCopy(request))
                .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.UNKNOWN));
        copies.startCopy(request);

        assertThat(copies.findCopy(request)).isPresent();
        assertThat(fixture.server().rds(PLACE).snapshots()).hasSize(1);
    }

    @Test
    void aSnapshotOfThatIdWithoutOurTagIsAConflict() {
        SnapshotCopyRequest request = request(KEY, FacetFixture.REGION, Optional.empty());
        fixture.session()
                .rds()
                .createDBSnapshot(call ->
                        call.dbInstanceIdentifier("orders").dbSnapshotIdentifier(SnapshotIds.of("orders", KEY)));

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> copies.startCopy(request))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                    assertThat(e.effect()).isEqualTo(Effect.NONE);
                });
        assertThat(copies.findCopy(request)).isEmpty();
    }

    @Test
    void anEncryptedSnapshotNeedsAKeyOfTheOtherRegion() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> copies.startCopy(request(KEY, PLACE, Optional.empty())))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining("no key of eu-central-1 is named");
        String keyHere = fixture.rds().key("here", true);
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> copies.startCopy(request(KEY, PLACE, Optional.of(keyHere))))
                .withMessageContaining("is of region eu-west-1");
        assertThat(calls("CopyDBSnapshot")).isEmpty();
    }

    @Test
    void aKeyThatIsNotAccessibleIsNamed() {
        String locked = fixture.server().rds(PLACE).key("locked", false);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> copies.startCopy(request(KEY, PLACE, Optional.of(locked))))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
                    assertThat(e.effect()).isEqualTo(Effect.NONE);
                    assertThat(e.details()).containsEntry("awsErrorCode", "KMSKeyNotAccessibleFault");
                })
                .withMessageContaining("HINT: Check that the KMS key exists in this region");
    }

    @Test
    void anUnknownSnapshotAndAnUnknownRegionAreRefused() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() ->
                        copies.startCopy(SnapshotCopyRequest.of(KEY, "no-such", "vaulted", PLACE, Optional.empty())))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> copies.startCopy(request(KEY, "eu-centrl-1", Optional.of(keyThere))))
                .withMessageContaining("eu-central-1");
    }

    private SnapshotCopyRequest request(OperationKey key, String place, Optional<String> kmsKey) {
        return SnapshotCopyRequest.of(key, snapshot, "vaulted", place, kmsKey);
    }

    private List<Call> calls(String action) {
        return fixture.server().calls().stream()
                .filter(call -> call.action().equals(action))
                .toList();
    }
}
