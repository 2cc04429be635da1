package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.aws.testing.ClusterSpec;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterRemovalTest {

    private static final String COPY = "orders-copy";

    private ClusterHarness here = new ClusterHarness(cluster -> {});

    @AfterEach
    void close() {
        here.close();
    }

    private void restore() {
        here.restore(here.request(COPY, RecoveryTarget.snapshot(here.snapshot())));
    }

    private void discard() {
        try (DatabaseDriver driver = here.open(ClusterHarness.ORDERS)) {
            driver.startDiscard(COPY);
        }
    }

    private void awaitGone() {
        try (DatabaseDriver driver = here.open(ClusterHarness.ORDERS)) {
            here.eventually(() ->
                    Optional.of(COPY).filter(name -> driver.findRestored(name).isEmpty()));
        }
        assertThat(here.clusters().names()).containsExactly(ClusterHarness.ORDERS);
        assertThat(here.rds().instances()).noneMatch(name -> name.startsWith(COPY));
    }

    @Test
    void oneCallRemovesAProtectedAuroraClusterItsInstanceFirst() {
        restore();
        int before = here.changes().size();

        discard();

        List<String> changes = here.changes();
        assertThat(changes.subList(before, changes.size()))
                .containsExactly("ModifyDBCluster", "DeleteDBInstance", "DeleteDBCluster");
        awaitGone();
    }

    @Test
    void aMultiAzClusterTakesItsInstancesWithIt() {
        here.close();
        here = new ClusterHarness(ClusterSpec::multiAz);
        restore();

        discard();

        awaitGone();
        assertThat(here.server().count("DeleteDBInstance")).isZero();
    }

    @Test
    void whatIsBeingRemovedMayBeDiscardedAgain() {
        restore();
        discard();
        discard();

        awaitGone();
        assertThat(here.server().count("DeleteDBCluster")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "ModifyDBCluster, REQUEST_LOST",
        "ModifyDBCluster, ANSWER_LOST",
        "DeleteDBInstance, REQUEST_LOST",
        "DeleteDBInstance, ANSWER_LOST",
        "DeleteDBCluster, REQUEST_LOST",
        "DeleteDBCluster, ANSWER_LOST"
    })
    void aRemovalThatBreaksOffAtAnyCallIsFinishedByAnother(String action, AwsFault fault) {
        restore();
        here.server().faults().next(action, fault);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(this::discard)
                .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.UNKNOWN));
        discard();
        awaitGone();
    }

    @Test
    void aClusterThatIsStillBeingMadeIsDiscardedLater() {
        RestoreRequest request = here.request(COPY, RecoveryTarget.snapshot(here.snapshot()));
        try (DatabaseDriver driver = here.open(ClusterHarness.ORDERS)) {
            driver.startRestore(request);
        }

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(this::discard)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .satisfies(e -> assertThat(e.retry()).isEqualTo(RetryAdvice.AFTER))
                .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.NONE));
        here.eventually(() -> here.clusters().status(COPY).filter("available"::equals));
        discard();
        awaitGone();
    }

    @Test
    void aClusterThatWasNotMadeHereStays() {
        here.rds().createCluster(COPY, cluster -> {});

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(this::discard)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
                .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.NONE));
        assertThat(here.clusters().status(COPY)).contains("available");
    }
}
