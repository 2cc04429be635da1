package com.datafly.signal.dr.selfmanaged.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.playbook.Incident;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Scenarios;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepScope;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.playbook.StepStatus;
import com.datafly.signal.dr.playbook.Swept;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.report.ReportFormat;
import com.datafly.signal.dr.report.Reports;
import com.datafly.signal.dr.selfmanaged.WalArchiving;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's scenarios on a real server: planned, rehearsed, run, reported. */
class ScenariosIT {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Pattern NULL = Pattern.compile("\\bnull\\b");

    @TempDir
    private Path directory;

    private final List<String> done = new ArrayList<>();
    private TestServer source;
    private SignalDr dr;

    @BeforeEach
    void start() throws SQLException {
        source = TestServer.start(PostgresVersions.newest(), directory.resolve("source"));
        dr = open(Clock.systemUTC());
        source.execute("CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id");
        dr.database().unwrap(WalArchiving.class).orElseThrow().start();
        dr.database().snapshots().create("nightly").await();
    }

    @AfterEach
    void stop() throws IOException {
        source.close();
        dr.close();
        copies().forEach(copy ->
                PostgresServer.open(PostgresVersions.newest(), copy).kill());
    }

    @Test
    void everyScenarioIsRehearsedWithoutATraceAndThenRun() throws Exception {
        List<Playbook> scenarios = List.of(
                Scenarios.restoreTest(scenario -> scenario.verify(checks())),
                Scenarios.preUpgrade(scenario -> scenario.verify(checks()).then(step("upgrade"))),
                Scenarios.databaseFailure(scenario ->
                        scenario.verify(checks()).hold(Duration.ofMillis(10)).cutover(step("cutover"))));
        String product = product();
        List<String> snapshots = snapshots();

        for (Playbook scenario : scenarios) {
            RunStatus drill = run(dr.playbooks().rehearse(scenario));
            assertThat(drill.drill()).isTrue();
            assertThat(rehearsed(drill)).isEqualTo(onTheSource(scenario));
        }
        sweepTomorrow();

        assertThat(done).isEmpty();
        assertThat(product()).isEqualTo(product);
        assertThat(snapshots()).isEqualTo(snapshots);
        assertThat(dr.database().retention().frozen()).isEmpty();
        assertThat(copies()).isEmpty();

        for (Playbook scenario : scenarios) {
            assertThat(run(dr.playbooks().plan(scenario)).drill()).isFalse();
        }
        sweepTomorrow();

        assertThat(done).containsExactly("upgrade", "cutover");
        assertThat(snapshots()).hasSize(2);
        assertThat(dr.database().retention().frozen()).isPresent();
        assertThat(copies()).hasSize(1);
        assertThat(product()).isEqualTo(product);
    }

    private RunStatus run(Plan plan) {
        assertThat(plan.problems()).isEmpty();
        assertThat(NULL.matcher(plan.markdown()).find()).as(plan.markdown()).isFalse();
        Instant now = Instant.now();
        Incident incident = Incident.of(
                now.minusSeconds(30), it -> it.detectedAt(now.minusSeconds(20)).declaredAt(now.minusSeconds(10)));
        try (Run run = plan.incident(incident).start()) {
            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).as(status::toString).isEqualTo(RunState.SUCCEEDED);
            assertThat(dr.playbooks().verify(run.id()).isIntact()).isTrue();
            requireComplete(run.report());
            return status;
        }
    }

    private static List<String> rehearsed(RunStatus drill) {
        return drill.steps().stream()
                .filter(step -> step.state() == StepState.REHEARSED)
                .map(StepStatus::id)
                .toList();
    }

    private static List<String> onTheSource(Playbook scenario) {
        return scenario.steps().stream()
                .filter(step -> step.scope() == StepScope.SOURCE)
                .map(Step::id)
                .toList();
    }

    private static void requireComplete(Report report) {
        assertThat(report.verdict()).as(report.summary()).isEqualTo(Verdict.PASSED);
        for (ReportFormat format : ReportFormat.values()) {
            String text = Reports.render(report, format);
            // The values that say in JSON that something is not known.
            String words = format == ReportFormat.JSON ? text.replace("\" : null", "") : text;
            assertThat(words).as(format.name()).contains("orders are all there").doesNotContainPattern(NULL);
        }
    }

    private Step step(String name) {
        return Step.of(name, new Noted(done), new Noted.Input(name), step -> step.kind(StepKind.POINT_OF_NO_RETURN));
    }

    private static Verification checks() {
        return Verification.of(verification -> verification
                .check(Checks.amcheck())
                .check(Checks.sql("orders are all there", "SELECT count(*) - 1000 FROM orders", 0)));
    }

    private void sweepTomorrow() {
        try (SignalDr tomorrow = open(Clock.offset(Clock.systemUTC(), Duration.ofHours(25)))) {
            assertThat(tomorrow.playbooks().sweep()).allMatch(Swept::removed);
        }
    }

    /** What the product would notice: its tables and their content. */
    private String product() throws SQLException {
        return source.query("SELECT count(*) || ' ' || sum(id) || ' '"
                + " || (SELECT string_agg(relname || ' ' || relfilenode, ',' ORDER BY relname) FROM pg_class"
                + " WHERE relnamespace = 'public'::regnamespace) FROM orders");
    }

    private List<String> snapshots() {
        return dr.database().snapshots().list().stream().map(Snapshot::id).toList();
    }

    private List<Path> copies() throws IOException {
        Path restores = directory.resolve("restores");
        if (!Files.exists(restores)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(restores)) {
            return folders.filter(folder -> Files.exists(folder.resolve("PG_VERSION")))
                    .toList();
        }
    }

    private SignalDr open(Clock clock) {
        String address = "postgres:" + source.server().socketDirectory() + ":"
                + source.server().port() + "/postgres";
        return SignalDr.builder()
                .database(
                        address,
                        options -> options.option("repository", "file:" + directory.resolve("repository"))
                                .option(
                                        "restores",
                                        directory.resolve("restores").toString())
                                .option("spool", directory.resolve("spool").toString())
                                .option(
                                        "postgres",
                                        PostgresVersions.newest().binDirectory().toString()))
                .journal(directory.resolve("journal"))
                .clock(clock)
                .build();
    }

    /** A step of the host's own that is only noted. */
    private record Noted(List<String> done) implements StepAction<Noted.Input, Noted.Output> {

        record Input(String name) {}

        record Output(String name) {}

        @Override
        public String name() {
            return "noted";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Class<Input> inputType() {
            return Input.class;
        }

        @Override
        public Class<Output> outputType() {
            return Output.class;
        }

        @Override
        public Output act(StepContext context, Input input) {
            done.add(input.name());
            return new Output(input.name());
        }
    }
}
