package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.aws.testing.ClusterSpec;
import com.datafly.signal.dr.aws.testing.Delays;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What RDS has made and does not show yet. */
class ClusterLagTest {

    private static final String COPY = "orders-copy";

    private final ClusterHarness here = new ClusterHarness((ClusterSpec cluster) -> {});
    private final DatabaseDriver driver = here.open(ClusterHarness.ORDERS);

    @AfterEach
    void close() {
        driver.close();
        here.close();
    }

    @Test
    void aClusterThatIsMadeAndNotShownIsNoStrangers() {
        RestoreRequest request = here.request(COPY, RecoveryTarget.snapshot(here.snapshot()));
        here.clock().advance(Duration.ofHours(1));
        here.server().lag(Duration.ofMinutes(2));
        here.server().faults().next("RestoreDBClusterFromSnapshot", AwsFault.ANSWER_LOST);
        assertThatExceptionOfType(DrException.class).isThrownBy(() -> driver.startRestore(request));

        requireComeBack(catchThrowableOfType(DrException.class, () -> driver.startRestore(request)));
        here.clock().advance(Duration.ofMinutes(3));
        driver.startRestore(request);
        here.server().lag(Duration.ZERO);

        assertThat(here.finish(request).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void aSnapshotThatIsMadeAndNotShownIsNoStrangers() {
        SnapshotRequest request = SnapshotRequest.of(OperationKey.random(), "kept");
        here.server().lag(Duration.ofMinutes(2));
        driver.startSnapshot(request);

        requireComeBack(catchThrowableOfType(DrException.class, () -> driver.startSnapshot(request)));
    }

    private static void requireComeBack(DrException failure) {
        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(failure.retry()).isEqualTo(RetryAdvice.AFTER);
    }

    @Test
    void aRestoreIsNotDoneWhileTheInstanceThatItMadeIsNotShown() {
        RestoreRequest request = here.request(COPY, RecoveryTarget.snapshot(here.snapshot()));
        here.server().delays(Delays.typical());
        here.server().onCall(call -> {
            if (call.action().equals("AddTagsToResource")
                    && call.parameters().values().stream().anyMatch(value -> value.startsWith(RdsTags.RESTORED))) {
                here.server().faults().next("DescribeDBInstances", "DBInstanceNotFound", 404, "DBInstance not found.");
            }
        });
        here.restore(request);

        assertThat(here.rds().status(COPY + "-1")).contains("available");
    }
}
