package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.operation.OperationKey;
import org.junit.jupiter.api.Test;

class SnapshotIdsTest {

    private static final OperationKey KEY = new OperationKey("op-1");

    @Test
    void theSameKeyGivesTheSameIdAndAnotherOneAnother() {
        assertThat(SnapshotIds.of("orders", KEY))
                .matches("orders-[0-9a-f]{12}")
                .isEqualTo(SnapshotIds.of("orders", new OperationKey("op-1")))
                .isNotEqualTo(SnapshotIds.of("orders", new OperationKey("op-2")));
    }

    @Test
    void theLongestNameOfADatabaseLeavesRoomEnough() {
        assertThat(SnapshotIds.of("a".repeat(63), KEY)).hasSizeLessThanOrEqualTo(255);
    }
}
