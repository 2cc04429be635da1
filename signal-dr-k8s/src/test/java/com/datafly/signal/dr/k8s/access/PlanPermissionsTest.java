package com.datafly.signal.dr.k8s.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Call;
import com.datafly.signal.dr.k8s.testing.Grant;
import com.datafly.signal.dr.k8s.testing.Pace;
import com.datafly.signal.dr.platform.AccessReport;
import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.playbook.ConnectionSteps;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.PlanProblem;
import com.datafly.signal.dr.playbook.PlatformGuards;
import com.datafly.signal.dr.playbook.PlatformPermissions;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.ReleaseGuards;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.playbook.WorkloadSteps;
import com.datafly.signal.dr.tck.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans that ask beforehand whether what they would do is allowed, and runs with exactly what they asked for. */
class PlanPermissionsTest {

    private static final String NAMESPACE = "datafly";
    private static final WorkloadId API = WorkloadId.deployment("api");
    private static final String REVIEWS = "selfsubjectaccessreviews";

    /** What is looked for, and done without: namespaces by who may not read them, releases in ConfigMaps. */
    private static final Predicate<Call> TOLERATED = call -> call.resource().equals("namespaces")
            || (call.verb().equals("list") && call.resource().equals("configmaps"));

    private final ApiServer server = ApiServer.start().namespace(NAMESPACE);
    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final Secret key = Secret.of("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");

    @TempDir
    Path folder;

    @BeforeEach
    void fill() {
        server.objects().put("""
                apiVersion: v1
                kind: Secret
                metadata: {name: db, namespace: datafly}
                stringData: {url: "postgresql://orders:a-pass@old-db.internal:5432/orders"}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: api, namespace: datafly}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: api}}
                  template:
                    metadata: {labels: {app: api}}
                    spec:
                      containers:
                      - name: app
                        image: "api:1"
                        env: [{name: DB_URL, valueFrom: {secretKeyRef: {name: db, key: url}}}]
                """);
        server.cluster().settle();
        server.cluster().pace(Pace.STEP_PER_LOOK);
    }

    @AfterEach
    void close() {
        server.close();
        key.close();
    }

    @Test
    void aPlaybookRunsWithExactlyItsRole() throws IOException {
        String role = PlatformPermissions.role("dr", NAMESPACE, playbook()).yaml();

        try (SignalDr dr = open(Grant.ofManifest(role, NAMESPACE))) {
            Plan plan = dr.playbooks().plan(playbook());
            assertThat(plan.problems()).isEmpty();
            assertThat(plan.warnings()).noneMatch(warning -> warning.contains("may not"));
            try (Run run = plan.start()) {
                assertThat(run.await(Duration.ofSeconds(60)).state())
                        .as(run.status() + " " + run.status().steps())
                        .isEqualTo(RunState.SUCCEEDED);
            }
        }
        assertThat(server.calls().stream().filter(call -> call.status() == 403).filter(TOLERATED.negate()))
                .isEmpty();
    }

    @Test
    void eachRuleThatIsMissingIsToldBeforeAnythingIsTouched() throws IOException {
        Set<AccessRequest> all = PlatformPermissions.of(playbook());
        List<Grant> grants = all.stream()
                .filter(request ->
                        !request.verb().equals("patch") && !request.resource().equals("nodes"))
                .map(PlanPermissionsTest::grant)
                .toList();

        try (SignalDr dr = open(grants)) {
            Plan plan = dr.playbooks().plan(playbook());

            assertThat(plan.problems())
                    .filteredOn(problem -> !problem.problem().contains("precheck"))
                    .extracting(PlanProblem::toString)
                    .anySatisfy(problem -> assertThat(problem)
                            .startsWith("step db-prepare: ")
                            .contains("may not patch secrets in the namespace datafly")
                            .contains("step db-switch")
                            .contains("{apiGroups: [\"\"], resources: [\"secrets\"], verbs: [\"patch\"]}"))
                    .anySatisfy(problem -> assertThat(problem)
                            .contains("may not list nodes (", "the guard 'platform healthy' of step gate"))
                    .hasSize(5);
        }
        assertThat(server.calls().stream()
                        .filter(call ->
                                Set.of("create", "patch", "update", "delete").contains(call.verb()))
                        .map(Call::resource)
                        .distinct())
                .containsExactly(REVIEWS);
    }

    @Test
    void whoAsksBeforehandIsToldEachRuleThatIsMissing() throws IOException {
        Set<AccessRequest> all = PlatformPermissions.of(playbook());
        List<Grant> fewer = all.stream()
                .filter(request -> !request.verb().equals("patch"))
                .map(PlanPermissionsTest::grant)
                .toList();

        try (SignalDr dr = open(fewer)) {
            AccessReport report = PlatformPermissions.preflight(dr.platform(), playbook());

            assertThat(report.missing())
                    .containsExactlyInAnyOrderElementsOf(all.stream()
                            .filter(request -> request.verb().equals("patch"))
                            .toList());
            DrException refusal = catchThrowableOfType(DrException.class, report::require);
            assertThat(refusal.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
            assertThat(refusal)
                    .hasMessageContaining("{apiGroups: [\"\"], resources: [\"secrets\"], verbs: [\"patch\"]}");
        }
        try (SignalDr dr = open(all.stream().map(PlanPermissionsTest::grant).toList())) {
            AccessReport report = PlatformPermissions.preflight(dr.platform(), playbook());

            assertThat(report.missing()).isEmpty();
            assertThat(report.answers()).hasSameSizeAs(all);
            report.require();
        }
    }

    /** A review for each thing, once, though many steps need it; the run itself asks for none. */
    @Test
    void aPlanAsksForEachThingOnce() throws IOException {
        Playbook looks = Playbook.define(
                "looks",
                p -> p.step(WorkloadSteps.captureBaseline("baseline"))
                        .step(WorkloadSteps.recordImages("images", Map.of()).after("baseline"))
                        .step(Steps.gate("gate", PlatformGuards.imagesPinned()).after("images")));

        try (SignalDr dr = open(List.of(Grant.everything()))) {
            server.forgetCalls();
            Plan plan = dr.playbooks().plan(looks);

            assertThat(PlatformPermissions.of(looks)).hasSize(6);
            assertThat(server.calls())
                    .hasSize(6)
                    .allMatch(call -> call.resource().equals(REVIEWS));
            server.forgetCalls();
            try (Run run = plan.start()) {
                run.await(Duration.ofSeconds(60));
                assertThat(server.count("create", REVIEWS)).isEqualTo(6);
                run.report();
                assertThat(server.count("create", REVIEWS)).isEqualTo(6);
            }
        }
    }

    private static Playbook playbook() {
        HealthQuery query = HealthQuery.expecting(API);
        return Playbook.define("everything", playbook -> {
            playbook.step(WorkloadSteps.captureBaseline("baseline", query))
                    .step(WorkloadSteps.lintBudgets("budgets").after("baseline"));
            ConnectionSteps.switchOver(
                            "db",
                            "db",
                            settings ->
                                    settings.url("url").to("new-db.internal").encryptionKey("key"))
                    .forEach(step -> playbook.step(step.after("budgets")));
            playbook.step(WorkloadSteps.awaitHealthy("healthy", Duration.ofMinutes(5), query)
                            .after("db-settle"))
                    .step(WorkloadSteps.recordImages("images", Map.of()).after("healthy"))
                    .step(Steps.gate("gate", PlatformGuards.platformHealthy(query))
                            .with(step -> step.after("images")
                                    .guard(PlatformGuards.restartsAtMost("baseline", 1))
                                    .guard(PlatformGuards.budgetsAllow(API))
                                    .guard(ReleaseGuards.noPendingRelease())));
        });
    }

    private SignalDr open(List<Grant> grants) throws IOException {
        Path file = folder.resolve("kubeconfig");
        Files.writeString(file, server.kubeconfig(server.token("runner", grants), NAMESPACE));
        return SignalDr.builder()
                .platform("k8s:" + NAMESPACE, options -> options.option("kubeconfig", file.toString()))
                .journal(folder.resolve("journal"))
                .clock(clock)
                .timeSource(clock)
                .secret("key", key)
                .principal("ann")
                .build();
    }

    private static Grant grant(AccessRequest request) {
        return Grant.of(
                request.namespaced() ? NAMESPACE : "",
                request.group(),
                Set.of(request.verb()),
                Set.of(request.resource()));
    }
}
