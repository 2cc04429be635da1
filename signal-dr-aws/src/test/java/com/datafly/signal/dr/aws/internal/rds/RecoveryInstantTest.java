package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.aws.testing.Call;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.spi.DatabaseDriver;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RDS knows whole seconds: an instant between two of them must not become the later one. */
class RecoveryInstantTest {

    @Test
    void anInstanceIsNeverRecoveredToALaterSecond() {
        try (RdsHarness rds = new RdsHarness(Duration.ZERO);
                DatabaseDriver driver = rds.open(RdsHarness.ORDERS)) {
            Instant whole = beforeTheEnd(driver);

            driver.startRestore(RdsHarness.request("copy", RecoveryTarget.at(whole.plusMillis(999))));

            assertThat(sent(rds.server().calls(), "RestoreTime")).isEqualTo(whole.toString());
        }
    }

    @Test
    void aClusterIsNeverRecoveredToALaterSecond() {
        try (ClusterHarness here = new ClusterHarness(cluster -> {});
                DatabaseDriver driver = here.open(ClusterHarness.ORDERS)) {
            Instant whole = beforeTheEnd(driver);

            driver.startRestore(here.request("copy", RecoveryTarget.at(whole.plusMillis(999))));

            assertThat(sent(here.server().calls(), "RestoreToTime")).isEqualTo(whole.toString());
        }
    }

    private static Instant beforeTheEnd(DatabaseDriver driver) {
        return driver.restorableWindow()
                .orElseThrow()
                .latest()
                .truncatedTo(ChronoUnit.SECONDS)
                .minusSeconds(60);
    }

    private static String sent(List<Call> calls, String parameter) {
        return calls.stream()
                .map(Call::parameters)
                .filter(parameters -> parameters.containsKey(parameter))
                .map(parameters -> parameters.get(parameter))
                .findFirst()
                .orElseThrow();
    }
}
