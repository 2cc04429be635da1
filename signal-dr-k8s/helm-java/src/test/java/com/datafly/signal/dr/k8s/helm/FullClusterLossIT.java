package com.datafly.signal.dr.k8s.helm;

import static com.datafly.signal.dr.k8s.helm.Provisioned.BY_A_PROGRAM;
import static com.datafly.signal.dr.k8s.helm.Provisioned.BY_TERRAFORM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.helm.MortalJournal.Moment;
import com.datafly.signal.dr.platform.ReleaseBundle;
import com.datafly.signal.dr.playbook.Incident;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A cluster is lost with everything in it: Terraform makes another, Helm installs there what was exported from the
 * first, over an API server whose controllers roll out; the runner dies and another one goes on.
 */
final class FullClusterLossIT extends RealHelmFixture {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration UNTIL_NOTICED = Duration.ofMinutes(4);
    private static final Duration WITHOUT_RUNNER = Duration.ofMinutes(7);
    private static final int FEWEST_BLOCKS = 12;

    private FileSystemObjectStore exports;
    private String lost = "";

    @BeforeEach
    void exportAndLose() throws IOException {
        exports = FileSystemObjectStore.open(Files.createDirectory(folder.resolve("exports")));
        install(chart());
        try (SignalDr old = opened(server, "old");
                Secret key = Secret.of(ReplacedCluster.KEY)) {
            old.platform().releases().bundles(exports, "", key).export("datafly", ReleaseBundle.Extras.NONE);
            lost = old.platform().clusterId();
        }
        secrets.search(folder.resolve("exports"));
        server.refuseConnections();
    }

    @AfterEach
    void closeExports() {
        exports.close();
    }

    @Test
    void theReleaseComesBackInTheNewClusterAndLeadsToTheRecoveredDatabase() throws IOException {
        try (ReplacedCluster cluster = new ReplacedCluster(folder.resolve("new"), exports);
                SignalDr dr = cluster.open(MortalJournal.living(cluster.journal()))) {
            Instant disrupted = cluster.clock.instant();
            Plan plan = planned(dr, cluster, cluster.playbook(lost, Provisioned.asFarAsThere()));
            assertThat(plan.problems()).isEmpty();
            assertThat(plan.warnings())
                    .as("a cluster that is not there yet tells nothing of permissions")
                    .anySatisfy(warning -> assertThat(warning).contains("It is not known whether the credential"));

            try (Run run = plan.start()) {
                RunStatus ended = run.await(LIMIT);

                requireRecovered(cluster, ended, "undisturbed");
                requireRecoveryTime(cluster, run, disrupted, Duration.ZERO);
            }
            secrets.search(cluster.journal());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereverTheRunnerDiesTheNextOneInstallsAndRestoresOnce(Moment moment) throws IOException {
        int[] block = {2};
        while (dies(
                moment + "-" + block[0], journal -> MortalJournal.dyingAt(journal, block[0], moment), BY_A_PROGRAM)) {
            block[0]++;
        }
        assertThat(block[0]).isGreaterThan(FEWEST_BLOCKS);
    }

    @Test
    void aRunnerThatDiesBeforeItNotesWhatTerraformMadeLetsNoOtherBeMade() throws IOException {
        assumeThat(Provisioned.asFarAsThere()).as("terraform is on the PATH").isEqualTo(BY_TERRAFORM);

        assertThat(dies("applied", journal -> MortalJournal.dyingUnnoted(journal, "apply"), BY_TERRAFORM))
                .isTrue();
    }

    /** Plans, lets the runner die, and lets another go on; returns whether it came to that. */
    private boolean dies(String place, Function<Path, MortalJournal> mortal, Provisioned how) throws IOException {
        try (ReplacedCluster cluster = new ReplacedCluster(folder.resolve(place), exports)) {
            Instant disrupted = cluster.clock.instant();
            Playbook playbook = cluster.playbook(lost, how);
            MortalJournal journal = mortal.apply(cluster.journal());
            String run = begin(cluster, journal, playbook);
            if (!journal.isDead()) {
                return false;
            }
            cluster.clock.advance(WITHOUT_RUNNER);
            goOn(cluster, playbook, run, disrupted, place);
            return true;
        }
    }

    private static String begin(ReplacedCluster cluster, MortalJournal journal, Playbook playbook) throws IOException {
        try (SignalDr dr = cluster.open(journal)) {
            Plan plan = planned(dr, cluster, playbook);
            try (Run run = plan.start()) {
                run.await(LIMIT);
            } catch (MortalJournal.Death dead) {
                assertThat(journal.isDead()).isTrue();
            }
            return plan.runId();
        }
    }

    private static Plan planned(SignalDr dr, ReplacedCluster cluster, Playbook playbook) {
        Instant disrupted = cluster.clock.instant();
        cluster.clock.advance(UNTIL_NOTICED);
        Instant noticed = cluster.clock.instant();
        return dr.playbooks()
                .plan(playbook)
                .incident(Incident.of(
                        disrupted, times -> times.detectedAt(noticed).declaredAt(noticed)));
    }

    private static void goOn(ReplacedCluster cluster, Playbook playbook, String id, Instant disrupted, String place)
            throws IOException {
        try (SignalDr dr = cluster.open(MortalJournal.living(cluster.journal()))) {
            RunStatus left = dr.playbooks().runs().stream()
                    .filter(one -> one.runId().equals(id))
                    .findFirst()
                    .orElseThrow();
            if (left.state().ended()) {
                requireRecovered(cluster, left, place);
                return;
            }
            try (Run run = dr.playbooks().resume(id, playbook)) {
                RunStatus ended = run.await(LIMIT);

                requireRecovered(cluster, ended, place);
                requireRecoveryTime(cluster, run, disrupted, WITHOUT_RUNNER);
                assertThat(dr.playbooks().verify(id).problems()).as(place).isEmpty();
            }
        }
    }

    private static void requireRecovered(ReplacedCluster cluster, RunStatus ended, String place) {
        assertThat(ended.state()).as(place + ": " + ended + " " + ended.steps()).isEqualTo(RunState.SUCCEEDED);
        assertThat(cluster.made()).as(place + ": clusters").isEqualTo(1);
        assertThat(cluster.world.databases()).as(place).containsExactlyInAnyOrder("orders", "orders-recovered");
        assertThat(cluster.world.faults().count("startRestore"))
                .as(place + ": restores")
                .isEqualTo(1);
        assertThat(cluster.revisions()).as(place).containsExactly("sh.helm.release.v1.datafly.v1");
        assertThat(cluster.installations()).as(place + ": installations").isEqualTo(1);
        assertThat(cluster.url()).as(place).isEqualTo(ReplacedCluster.RECOVERED);
        assertThat(cluster.readyPods()).as(place + ": ready pods").isEqualTo(2);
        assertThat(cluster.delivered()).as(place + ": markers").isPositive();
    }

    /** From the disruption to the end of the last step, with the time in which nobody ran. */
    private static void requireRecoveryTime(
            ReplacedCluster cluster, Run run, Instant disrupted, Duration withoutRunner) {
        Duration total =
                run.report().segments().flatMap(RecoveryTimeMeasurement::total).orElseThrow();
        Instant last = run.status().steps().stream()
                .flatMap(step -> step.startedAt().stream())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        assertThat(total)
                .as(run.report().segments().toString())
                .isBetween(Duration.between(disrupted, last), Duration.between(disrupted, cluster.clock.instant()))
                .isGreaterThan(UNTIL_NOTICED.plus(withoutRunner));
    }
}
