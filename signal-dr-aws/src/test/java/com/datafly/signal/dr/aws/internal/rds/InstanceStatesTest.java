package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.DatabaseState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceStatesTest {

    @ParameterizedTest
    @CsvSource({
        "available, AVAILABLE",
        "storage-optimization, AVAILABLE",
        "backing-up, AVAILABLE",
        "creating, CHANGING",
        "upgrading, CHANGING",
        "deleting, CHANGING",
        "stopped, STOPPED",
        "storage-full, FAILED",
        "incompatible-restore, FAILED",
        "inaccessible-encryption-credentials, FAILED",
        "quantum-entangled, UNKNOWN"
    })
    void aStateMeansTheSameToEverybody(String status, DatabaseState expected) {
        assertThat(InstanceStates.toDatabaseState(status)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "failed",
                "restore-error",
                "incompatible-create",
                "incompatible-network",
                "incompatible-option-group",
                "incompatible-parameters",
                "incompatible-restore",
                "insufficient-capacity",
                "inaccessible-encryption-credentials",
                "inaccessible-encryption-credentials-recoverable",
                "storage-full"
            })
    void everyBadStateHasARemedyAndNothingWaitsForIt(String status) {
        assertThat(InstanceStates.remedy(status)).isPresent();
        assertThat(InstanceStates.isPassing(status)).isFalse();
        assertThat(InstanceStates.isUsable(status)).isFalse();
    }

    @Test
    void anUnknownStateIsNeitherWaitedForNorGivenUp() {
        assertThat(InstanceStates.isPassing("quantum-entangled")).isFalse();
        assertThat(InstanceStates.remedy("quantum-entangled")).isEmpty();
        assertThat(InstanceStates.toDatabaseState("")).isEqualTo(DatabaseState.UNKNOWN);
    }

    @Test
    void aStoppedInstanceIsNoneThatBecomesUsableByItself() {
        assertThat(InstanceStates.isPassing("stopped")).isFalse();
        assertThat(InstanceStates.isPassing("stopping")).isFalse();
        assertThat(InstanceStates.isLeaving("deleting")).isTrue();
        assertThat(InstanceStates.isLeaving("stopping")).isFalse();
    }
}
