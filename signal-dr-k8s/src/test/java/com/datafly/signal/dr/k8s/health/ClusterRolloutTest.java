package com.datafly.signal.dr.k8s.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Pace;
import com.datafly.signal.dr.platform.RolloutReport;
import com.datafly.signal.dr.platform.RolloutRequest;
import com.datafly.signal.dr.platform.RolloutResult.Outcome;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.tck.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restarts that a quota of pods hinders: it may be freed by what goes away, so they are not given up at once. */
class ClusterRolloutTest {

    private static final String NAMESPACE = "datafly";
    private static final WorkloadId API = WorkloadId.deployment("api");
    private static final String QUOTA = "exceeded quota: few, requested: pods=1, used: pods=2, limited: pods=2";

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final ApiServer server = ApiServer.start(clock).namespace(NAMESPACE);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private SignalDr dr;

    @BeforeEach
    void deploy(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("config"), server.kubeconfig(server.token()));
        dr = SignalDr.builder()
                .platform("k8s:" + NAMESPACE, options -> options.option("kubeconfig", file.toString()))
                .clock(clock)
                .timeSource(clock)
                .build();
        server.objects().put(Manifests.workload(NAMESPACE, API, 2, "api:1"));
        server.cluster().settle();
        quota(2);
        server.cluster().settle();
        server.cluster().pace(Pace.STEP_PER_LOOK);
    }

    @AfterEach
    void close() {
        dr.close();
        server.close();
    }

    @Test
    void theReasonIsToldMeanwhileAndWhenTheTimeIsOver() {
        RolloutReport report = restart(Duration.ofMinutes(1));

        assertThat(report.results()).singleElement().satisfies(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
            assertThat(result.detail()).contains("0 of 2 pods are new", "FailedCreate", QUOTA);
            assertThat(result.took()).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
        });
        assertThat(told).anyMatch(phase -> phase.contains("api") && phase.contains(QUOTA));
    }

    @Test
    void whatLastsForTheControllersDeadlineEndsTheWaitWithTheReason() {
        Instant begin = clock.instant();

        RolloutReport report = restart(Duration.ofHours(1));

        assertThat(report.results()).singleElement().satisfies(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.detail()).contains("ProgressDeadlineExceeded", "FailedCreate", QUOTA);
        });
        assertThat(Duration.between(begin, clock.instant())).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(12));
    }

    @Test
    void aQuotaThatIsFreedMeanwhileHindersNothing() {
        server.onCall(call -> {
            if (told.size() > 20) {
                quota(3);
            }
        });

        RolloutReport report = restart(Duration.ofMinutes(5));

        assertThat(report.complete()).as(report.toString()).isTrue();
        assertThat(told).anyMatch(phase -> phase.contains(QUOTA));
        assertThat(told.get(told.size() - 1)).doesNotContain("quota");
    }

    private RolloutReport restart(Duration within) {
        return dr.platform()
                .rollouts()
                .restart(RolloutRequest.create(
                        request -> request.then(API).within(within).listener(progress -> told.add(progress.phase()))));
    }

    private void quota(int pods) {
        server.objects().put("""
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: few, namespace: datafly}
                spec: {hard: {pods: "%d"}}
                """.formatted(pods));
    }
}
