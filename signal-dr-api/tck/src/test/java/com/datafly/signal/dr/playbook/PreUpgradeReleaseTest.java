package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.internal.playbook.action.TestChecks;
import com.datafly.signal.dr.platform.ChartSource;
import com.datafly.signal.dr.platform.LabelSelector;
import com.datafly.signal.dr.platform.ReleaseBundle;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.playbook.Scenarios.PreUpgrade;
import com.datafly.signal.dr.tck.InMemoryChart;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import com.datafly.signal.dr.tck.InMemoryPlatform;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.datafly.signal.dr.tck.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checklist before an upgrade, of a product that Helm deploys. */
class PreUpgradeReleaseTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final WorkloadId API = WorkloadId.deployment("management-api");
    private static final String TEMPLATE = """
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, "stringData": {"url": "${url}"}}
            """;

    @TempDir
    private Path journal;

    @TempDir
    private Path values;

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final SecretRecorder secrets = SecretRecorder.create();
    private final Secret url = secrets.plant("database url");
    private final Secret newUrl = secrets.plant("new database url");
    private final Secret key = Secret.of(Base64.getEncoder().encodeToString(new byte[32]));
    private final InMemoryObjectStore store = InMemoryObjectStore.create("pre-upgrade-" + UUID.randomUUID(), clock);
    private final InMemoryWorld world =
            InMemoryWorld.create(clock).addDatabase("orders").sql(TestChecks.noDatabase());
    private final InMemoryPlatform platform = InMemoryPlatform.create("pre-upgrade-" + UUID.randomUUID(), clock)
            .chart(new InMemoryChart("datafly", "1.4.2", TEMPLATE, "{\"url\":\"none\"}", List.of()))
            .deployment(API.name(), w -> w.replicas(2))
            .settle();
    private SignalDr dr;

    @BeforeEach
    void deploy() {
        dr = SignalDr.builder()
                .database(world.address("orders"))
                .platform(platform.address())
                .clock(clock)
                .timeSource(clock)
                .journal(journal)
                .secret("bundle-key", key)
                .secret("new-url", newUrl)
                .build();
        dr.platform()
                .releases()
                .install(ReleaseChange.of(
                        "datafly",
                        change -> change.chart(ChartSource.repository("https://charts.example", "datafly", "1.4.2"))
                                .set("url", url)));
        world.write("orders", "first");
    }

    @AfterEach
    void close() {
        dr.close();
        world.close();
        platform.close();
        secrets.search(journal);
        secrets.assertNotLeaked();
    }

    @Test
    void theReleaseIsRecordedExportedAndWrittenBeforeItIsUpgraded() {
        RunStatus ended = run(dr.playbooks()
                .plan(checklist(scenario -> scenario.budgetsAllow(API)
                        .then(ReleaseSteps.upgrade(
                                "upgrade", "datafly", "record-release", how -> how.set("url", "new-url"))))));

        assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
        assertThat(ended.steps().stream().map(StepStatus::id))
                .containsSubsequence(
                        "verified",
                        "discard",
                        "record-release",
                        "export-release",
                        "write-values",
                        "record-images",
                        "deployable",
                        "upgrade");
        assertThat(values.resolve("values-backup-20250115.yaml")).isRegularFile();
        assertThat(dr.platform().releases().history("datafly")).hasSize(2);
        requireExportOfTheFormer();
    }

    private void requireExportOfTheFormer() {
        List<String> keys =
                dr.platform().releases().bundles(store, "releases/", key).keys("datafly");
        assertThat(keys).hasSize(1);
        try (ReleaseBundle bundle =
                dr.platform().releases().bundles(store, "releases/", key).open(keys.get(0))) {
            assertThat(bundle.facts().revision()).isEqualTo(1);
            assertThat(bundle.facts().reinstall()).isEqualTo(ReleaseBundle.Reinstall.FROM_STORED_CHART);
        }
    }

    @Test
    void aPendingReleaseIsRefusedBeforeASnapshotIsTaken() {
        platform.release(StoredRelease.create("datafly", 2, Status.PENDING_UPGRADE, more -> {}));

        assertThat(dr.playbooks().plan(checklist(scenario -> {})).problems())
                .extracting(PlanProblem::toString)
                .singleElement()
                .asString()
                .contains("PENDING_UPGRADE", "unlock");
        assertThat(dr.database().snapshots().list()).isEmpty();
    }

    @Test
    void anOperationThatSomebodyBeganMeanwhileHoldsTheUpgradeBack() {
        Step begun = Told.of("begun", "told", context -> "nothing");
        StoredRelease pending = StoredRelease.create("datafly", 2, Status.PENDING_UPGRADE, more -> {});
        platform.faults().before("pods", 1, () -> platform.release(pending));

        RunStatus ended = run(dr.playbooks().plan(checklist(scenario -> scenario.then(begun))));

        assertThat(ended.state()).as(told(ended)).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended)).doesNotContainEntry("begun", StepState.SUCCEEDED);
        assertThat(told(ended)).contains("PENDING_UPGRADE");
    }

    @Test
    void aBudgetThatLetsNoPodGoHoldsTheUpgradeBack() {
        platform.budget("all", LabelSelector.of(Map.of("app", API.name())), "2", null)
                .settle();
        Step begun = Told.of("begun", "told", context -> "nothing");

        RunStatus ended = run(dr.playbooks()
                .plan(checklist(scenario -> scenario.budgetsAllow(API).then(begun))));

        assertThat(ended.state()).as(told(ended)).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended))
                .containsEntry("record-images", StepState.SUCCEEDED)
                .doesNotContainEntry("begun", StepState.SUCCEEDED);
    }

    @Test
    void aRehearsalRecordsAndUpgradesNothing() {
        RunStatus ended = run(dr.playbooks()
                .rehearse(checklist(scenario -> scenario.then(ReleaseSteps.upgrade(
                        "upgrade", "datafly", "record-release", how -> how.set("url", "new-url"))))));

        assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended))
                .containsEntry("export-release", StepState.SUCCEEDED)
                .containsEntry("upgrade", StepState.REHEARSED);
        assertThat(dr.platform().releases().history("datafly")).hasSize(1);
    }

    private Playbook checklist(Consumer<PreUpgrade> more) {
        return Scenarios.preUpgrade(scenario -> {
            scenario.verify(TestChecks.passing())
                    .release("datafly", new BundlePlace(store, "releases/", "bundle-key"), values);
            more.accept(scenario);
        });
    }

    private static RunStatus run(Plan plan) {
        assertThat(plan.problems()).isEmpty();
        try (Run run = plan.start()) {
            return run.await(LIMIT);
        }
    }

    private static Map<String, StepState> states(RunStatus status) {
        return status.steps().stream().collect(Collectors.toMap(StepStatus::id, StepStatus::state));
    }

    private static String told(RunStatus status) {
        return status + " " + status.steps();
    }
}
