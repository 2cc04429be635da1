package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.internal.playbook.action.TestChecks;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.platform.ChartSource;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.ReleaseBundle;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.tck.InMemoryChart;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import com.datafly.signal.dr.tck.InMemoryPlatform;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import com.datafly.signal.dr.verify.Verdict;
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

/** A cluster is lost with everything in it, and another takes its place. */
class FullClusterLossTest extends PlanFixture {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final WorkloadId API = WorkloadId.deployment("management-api");
    private static final String OLD = "jdbc:postgresql://orders.memory.internal:5432/datafly?sslmode=require";
    private static final String NEW = "jdbc:postgresql://orders-recovered.memory.internal:5432/datafly?sslmode=require";
    private static final InMemoryChart CHART =
            new InMemoryChart("datafly", "1.4.2", """
                    {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, "stringData": {"url": "${url}"}}
                    """, "{\"url\":\"none\"}", List.of());

    private final Secret key = Secret.of(Base64.getEncoder().encodeToString(new byte[32]));
    private final Secret url = secrets.plant("the lost release's password");
    private final InMemoryObjectStore store = InMemoryObjectStore.create("exports-" + UUID.randomUUID(), clock);
    private final InMemoryCluster events = InMemoryCluster.create("events-" + UUID.randomUUID(), clock);

    /** The new cluster, whose pods wait for the secret that only the release brings. */
    private final InMemoryPlatform fresh = InMemoryPlatform.create("fresh-" + UUID.randomUUID(), clock)
            .chart(CHART)
            .deployment(API.name(), w -> w.replicas(2).variable("db", "url", "DATABASE_URL"));

    private String lost = "";

    /** Exports the release while its cluster lives, and loses that. */
    @BeforeEach
    void lose() {
        world.sql(TestChecks.noDatabase());
        world.write("orders", "first");
        try (SignalDr dr = SignalDr.builder()
                .database(world.address("orders"), options -> options.secret("password", password))
                .clock(clock)
                .timeSource(clock)
                .build()) {
            dr.database().snapshots().create("nightly").await();
        }
        lost = exportAndLose("old-");
    }

    /** Makes a cluster whose release is exported, and loses it; returns its id. */
    private String exportAndLose(String name) {
        try (InMemoryPlatform old =
                        InMemoryPlatform.create(name + UUID.randomUUID(), clock).chart(CHART);
                SignalDr dr = SignalDr.builder()
                        .platform(old.address())
                        .clock(clock)
                        .timeSource(clock)
                        .build();
                Secret values = Secret.of("{\"url\":\"" + OLD + "\",\"password\":\"" + url.use(String::new) + "\"}")) {
            dr.platform()
                    .releases()
                    .install(ReleaseChange.of(
                            "datafly",
                            change -> change.chart(ChartSource.repository("https://charts.example", "datafly", "1.4.2"))
                                    .values(values)));
            dr.platform().releases().bundles(store, "", key).export("datafly", ReleaseBundle.Extras.NONE);
            String id = dr.platform().clusterId();
            old.kill();
            return id;
        }
    }

    @AfterEach
    void closeAll() {
        fresh.close();
        events.close();
    }

    @Test
    void theReleaseComesBackInTheNewClusterAndLeadsToTheRecoveredDatabase() {
        Step provision = Told.of("provision", "told", context -> "makes the cluster");
        SignalDr dr = openFresh();
        Plan plan = dr.playbooks()
                .plan(scenario(
                        Verdict.PASSED,
                        more -> more.provision(provision)
                                .eventsWithin(Duration.ofMinutes(10))
                                .reachable(Told.step("redis"))
                                .flow(Told.step("events-flow"))))
                .incident(Incident.of(
                        clock.instant(),
                        times -> times.detectedAt(clock.instant()).declaredAt(clock.instant())));
        assertThat(plan.problems()).isEmpty();
        try (Run run = plan.start()) {
            RunStatus ended = run.await(LIMIT);

            assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
            assertThat(ended.steps().stream().map(StepStatus::id))
                    .containsSubsequence("freeze", "provision", "recover", "verified", "reinstall", "healthy")
                    .containsSubsequence("provision", "events-serving", "reinstall")
                    .containsSubsequence("redis", "reinstall")
                    .endsWith("events-flow");
            assertThat(run.report().segments().flatMap(RecoveryTimeMeasurement::total))
                    .isPresent();
        }
        assertThat(fresh.value("db", "url")).contains(NEW);
        assertThat(fresh.pods(API)).hasSize(2).allMatch(Pod::ready);
        assertThat(dr.platform().releases().keeps("datafly", "db", "url")).isTrue();
    }

    @Test
    void theNewerExportOfAnotherClusterIsNotTaken() {
        clock.advance(Duration.ofSeconds(1));
        String another = exportAndLose("another-");
        SignalDr dr = openFresh();
        Plan plan = dr.playbooks().plan(scenario(Verdict.PASSED, more -> {}));
        assertThat(plan.markdown()).contains("/" + lost + "/").doesNotContain(another);
        try (Run run = plan.start()) {
            RunStatus ended = run.await(LIMIT);

            assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
            assertThat(run.report().checks())
                    .filteredOn(check -> check.name().equals("origin of the export"))
                    .singleElement()
                    .satisfies(check -> {
                        assertThat(check.summary()).contains("of cluster " + lost);
                        assertThat(check.verdict()).isEqualTo(Verdict.PASSED);
                    });
        }
    }

    @Test
    void exportsUnderAnIdThatIsNotTheLostClustersAreTakenIfThereAreNoOthersAndThatIsUnproven() {
        SignalDr dr = openFresh();
        Plan plan = dr.playbooks().plan(neverSeen());
        assertThat(plan.markdown()).contains("none comes from cluster never-seen", "of cluster " + lost);
        try (Run run = plan.start()) {
            RunStatus ended = run.await(LIMIT);

            assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
            assertThat(run.report().checks())
                    .filteredOn(check -> check.name().equals("origin of the export"))
                    .singleElement()
                    .satisfies(check -> {
                        assertThat(check.verdict()).isEqualTo(Verdict.UNPROVEN);
                        assertThat(check.summary()).contains("cluster never-seen", "of cluster " + lost);
                    });
        }
        assertThat(dr.platform().releases().list()).hasSize(1);
    }

    private Playbook neverSeen() {
        return PlatformScenarios.fullClusterLoss(
                "never-seen",
                scenario -> scenario.copy(copy -> copy.named("orders-recovered"))
                        .verify(TestChecks.finding(Verdict.PASSED, true))
                        .release("datafly", place(), how -> how.url("url")));
    }

    @Test
    void aClusterThatExportedNothingIsSaidInThePlanAndNothingOfSeveralOthersIsInstalled() {
        String another = exportAndLose("another-");
        SignalDr dr = openFresh();
        Plan plan = dr.playbooks().plan(neverSeen());
        assertThat(plan.warnings())
                .anySatisfy(warning -> assertThat(warning)
                        .contains("cluster never-seen", "of cluster " + lost, "of cluster " + another));

        RunStatus ended = run(plan);

        assertThat(ended.state()).as(told(ended)).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(told(ended)).contains("of cluster " + lost);
        assertThat(dr.platform().releases().list()).isEmpty();
    }

    @Test
    void aJournalThatWasLostWithTheClusterIsRefused() {
        SignalDr dr = openFresh(List.of(FailureDomain.of("cluster", lost)));

        assertThat(dr.playbooks().plan(scenario(Verdict.PASSED, more -> {})).problems())
                .extracting(PlanProblem::toString)
                .singleElement()
                .asString()
                .contains("lies in what is recovered", lost);
    }

    @Test
    void aJournalInAnotherClusterIsNot() {
        SignalDr dr = openFresh(List.of(FailureDomain.of("cluster", "one-that-lives")));

        assertThat(dr.playbooks().plan(scenario(Verdict.PASSED, more -> {})).problems())
                .isEmpty();
    }

    @Test
    void nothingIsInstalledOverADatabaseThatDidNotVerify() {
        SignalDr dr = openFresh();

        RunStatus ended = run(dr.playbooks().plan(scenario(Verdict.FAILED, more -> {})));

        assertThat(ended.state()).as(told(ended)).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(dr.platform().releases().list()).isEmpty();
    }

    @Test
    void podsThatDoNotComeUpAreNoRecovery() {
        fresh.change(API, w -> w.healthyIf(environment -> false));
        SignalDr dr = openFresh();

        RunStatus ended = run(dr.playbooks().plan(scenario(Verdict.PASSED, more -> {})));

        assertThat(ended.state()).as(told(ended)).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended))
                .containsEntry("reinstall", StepState.SUCCEEDED)
                .doesNotContainEntry("healthy", StepState.SUCCEEDED);
        assertThat(told(ended)).contains("management-api");
    }

    @Test
    void aDrillRecoversAndInstallsNothing() {
        SignalDr dr = openFresh();

        RunStatus ended = run(dr.playbooks().rehearse(scenario(Verdict.PASSED, more -> {})));

        assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended))
                .containsEntry("recover", StepState.SUCCEEDED)
                .containsEntry("reinstall", StepState.REHEARSED)
                .containsEntry("healthy", StepState.REHEARSED);
        assertThat(dr.platform().releases().list()).isEmpty();
    }

    @Test
    void badDefinitionsAreRefused() {
        List<Consumer<FullClusterLoss>> definitions = List.of(
                scenario -> {},
                scenario -> scenario.release("datafly", place(), how -> how.toCopy("recover")),
                scenario -> scenario.release(
                        "datafly", place(), how -> how.values("all").url("url")),
                scenario -> scenario.release(
                        "datafly", place(), how -> how.url("url").toCopy("nowhere")),
                scenario -> scenario.release("datafly", place(), how -> {}).healthyWithin(Duration.ZERO));

        assertThat(definitions)
                .allSatisfy(definition -> assertThat(
                                failure(() -> PlatformScenarios.fullClusterLoss("lost", definition))
                                        .code())
                        .isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    private Playbook scenario(Verdict verdict, Consumer<FullClusterLoss> more) {
        return PlatformScenarios.fullClusterLoss(lost, scenario -> {
            scenario.copy(copy -> copy.named("orders-recovered"))
                    .verify(TestChecks.finding(verdict, true))
                    .release("datafly", place(), how -> how.url("url"))
                    .workload(API);
            more.accept(scenario);
        });
    }

    private BundlePlace place() {
        return new BundlePlace(store, "", "bundle-key");
    }

    private SignalDr openFresh() {
        return openFresh(List.of());
    }

    private SignalDr openFresh(List<FailureDomain> journal) {
        JournalDriver file = FileJournal.open(folder.resolve("journal"));
        return open(builder -> builder.platform(fresh.address())
                .events(events.address())
                .journal(journal.isEmpty() ? file : new DeclaredJournal(file, journal))
                .secret("bundle-key", key));
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
