package com.datafly.signal.dr.internal.playbook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.internal.playbook.CrashingJournal.Moment;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.platform.ChartSource;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.ReleaseBundle;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.ReleaseOrigin;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.BundlePlace;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.ReleaseGuards;
import com.datafly.signal.dr.playbook.ReleaseSteps;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.InMemoryChart;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import com.datafly.signal.dr.tck.InMemoryPlatform;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.datafly.signal.dr.tck.SettableClock;
import com.datafly.signal.dr.verify.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The steps of releases, in runs that end and in runs whose runner dies. */
class ReleaseStepsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TEMPLATE = """
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, "stringData": {"url": "${url}"}}
            """;
    private static final InMemoryChart CHART =
            new InMemoryChart("datafly", "1.4.2", TEMPLATE, "{\"url\":\"none\"}", List.of());

    @TempDir
    private Path directory;

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final SecretRecorder secrets = SecretRecorder.create();
    private final Secret newUrl = secrets.plant("new url");
    private final Secret key = Secret.of(Base64.getEncoder().encodeToString(new byte[32]));
    private final InMemoryObjectStore store = InMemoryObjectStore.create("release-steps", clock);

    @AfterEach
    void searchForSecrets() {
        secrets.search(directory);
        secrets.assertNotLeaked();
    }

    @Test
    void theGuidesChecklistIsRecordedExportedAndWritten() {
        try (InMemoryPlatform world = world("checklist");
                JournalDriver journal = FileJournal.open(directory.resolve("journal"));
                SignalDr dr = open(world, journal)) {
            Path values = directory.resolveSibling(directory.getFileName() + "-values");
            assertThat(values.toFile().mkdir()).isTrue();
            Playbook checklist = Playbook.define(
                    "checklist",
                    book -> book.step(ReleaseSteps.record("record", "datafly"))
                            .step(ReleaseSteps.export("export", "datafly", place(), Optional.empty()))
                            .step(ReleaseSteps.writeValues("values", "datafly", values)));
            Plan plan = dr.playbooks().plan(checklist);
            assertThat(plan.problems()).isEmpty();
            assertThat(plan.steps().get(1).changes()).singleElement().asString().contains("encrypted export");

            RunStatus ended = end(plan.start());

            assertThat(ended.state()).as(ended.toString()).isEqualTo(RunState.SUCCEEDED);
            assertThat(dr.platform().releases().bundles(store, "", key).keys("datafly"))
                    .hasSize(1);
            assertThat(values.resolve("values-backup-20250115.yaml")).isRegularFile();
        }
    }

    @Test
    void anExportFromElsewhereIsInstalledByItsNameAlone() {
        try (InMemoryPlatform from = world("from");
                InMemoryPlatform to =
                        InMemoryPlatform.create("release-steps-to", clock).chart(CHART);
                JournalDriver journal = FileJournal.open(directory);
                SignalDr there = open(from, journal);
                SignalDr here = open(to, journal)) {
            there.platform().releases().bundles(store, "", key).export("datafly", ReleaseBundle.Extras.NONE);
            ReleaseOrigin origin = new ReleaseOrigin(
                    there.platform().clusterId(), there.platform().address().location());

            RunStatus refused = end(here.playbooks().plan(reinstall(place())).start());

            assertThat(refused.toString()).contains("1 from " + origin);
            assertThat(here.platform().releases().list()).isEmpty();
            assertThat(end(here.playbooks()
                                    .plan(reinstall(place().from(origin)))
                                    .start())
                            .state())
                    .isEqualTo(RunState.SUCCEEDED);
            assertThat(here.platform().releases().list()).hasSize(1);
        }
    }

    private static Playbook reinstall(BundlePlace place) {
        return Playbook.define(
                "again", book -> book.step(ReleaseSteps.reinstall("reinstall", "datafly", place, how -> {})));
    }

    @Test
    void anExportThatCannotTellItsClusterSaysSo() {
        try (InMemoryPlatform world = world("unseen");
                JournalDriver journal = FileJournal.open(directory);
                SignalDr dr = open(world, journal)) {
            world.deny("get", "namespaces");
            Playbook playbook = Playbook.define(
                    "export", book -> book.step(ReleaseSteps.export("export", "datafly", place(), Optional.empty())));
            Plan plan = dr.playbooks().plan(playbook);
            assertThat(plan.problems()).isEmpty();

            try (Run run = plan.start()) {
                assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
                assertThat(run.report().checks()).singleElement().satisfies(check -> {
                    assertThat(check.verdict()).isEqualTo(Verdict.UNPROVEN);
                    assertThat(check.summary()).contains("a cluster whose id could not be read");
                });
            }
        }
    }

    @Test
    void anExportTellsTheImagesThatDoNotRunNow() {
        try (InMemoryPlatform world = InMemoryPlatform.create("release-steps-images", clock);
                JournalDriver journal = FileJournal.open(directory);
                SignalDr dr = open(world, journal)) {
            world.release(StoredRelease.create(
                    "datafly", 1, Status.DEPLOYED, more -> more.content(Secret.of("""
                    {"config": {}, "hooks": [{"events": ["test"], "manifest": "{\\"kind\\": \\"Pod\\", \\"spec\\":
                    {\\"containers\\": [{\\"image\\": \\"registry.example/smoke:1\\"}]}}"}]}
                    """.replace('\n', ' ')))));
            Playbook playbook = Playbook.define(
                    "export", book -> book.step(ReleaseSteps.export("export", "datafly", place(), Optional.empty())));

            try (Run run = dr.playbooks().plan(playbook).start()) {
                assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
                assertThat(run.report().checks())
                        .singleElement()
                        .satisfies(check ->
                                assertThat(check.summary()).contains("no digest is known of registry.example/smoke:1"));
            }
        }
    }

    @Test
    void afterAnUpgradeTheReleaseKeepsTheNewDatabase() {
        try (InMemoryPlatform world = world("kept");
                JournalDriver journal = FileJournal.open(directory);
                SignalDr dr = open(world, journal)) {
            Playbook playbook = Playbook.define(
                    "kept",
                    book -> book.step(ReleaseSteps.record("record", "datafly"))
                            .step(upgrade()
                                    .with(step ->
                                            step.postcondition(ReleaseGuards.valuesInStep("datafly", "db", "url")))));
            try (Run run = dr.playbooks().plan(playbook).start()) {
                assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
            }
            assertThat(world.value("db", "url")).contains(newUrl.use(String::new));
        }
    }

    @Test
    void aPendingReleaseHoldsARunBack() {
        try (InMemoryPlatform world = world("pending");
                JournalDriver journal = FileJournal.open(directory);
                SignalDr dr = open(world, journal)) {
            world.release(StoredRelease.create("datafly", 2, Status.PENDING_UPGRADE, more -> {}));
            Playbook playbook = Playbook.define(
                    "held",
                    book -> book.step(ReleaseSteps.record("record", "datafly")
                            .with(step -> step.precheck(ReleaseGuards.noPendingRelease()))));

            Plan plan = dr.playbooks().plan(playbook);

            assertThat(plan.problems())
                    .singleElement()
                    .asString()
                    .contains("PENDING_UPGRADE")
                    .contains("unlock");
        }
    }

    @Test
    void aReleaseWhoseObjectsAreNotAsItsManifestSaysHoldsARunBack() {
        try (InMemoryPlatform world = world("drifted");
                JournalDriver journal = FileJournal.open(directory);
                SignalDr dr = open(world, journal)) {
            Playbook guarded = Playbook.define(
                    "guarded",
                    book -> book.step(ReleaseSteps.record("record", "datafly")
                            .with(step -> step.precheck(ReleaseGuards.noDrift("datafly")))));
            live(world, "jdbc:postgresql://old.example/datafly");
            assertThat(dr.playbooks().plan(guarded).problems()).isEmpty();
            assertThat(end(dr.playbooks().plan(guarded).start()).state()).isEqualTo(RunState.SUCCEEDED);

            live(world, "jdbc:postgresql://by-hand.example/datafly");
            assertThat(problem(dr, guarded))
                    .contains("FAILED", "/data/url: another value is wanted than is there")
                    .doesNotContain("by-hand");
            assertThat(end(dr.playbooks().rehearse(guarded).start()).state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    private static String problem(SignalDr dr, Playbook playbook) {
        return String.valueOf(dr.playbooks().plan(playbook).problems());
    }

    /** Writes what the platform holds, in the form that it answers in. */
    private static void live(InMemoryPlatform world, String url) {
        String data = Base64.getEncoder().encodeToString(url.getBytes(UTF_8));
        world.object(
                new ObjectRef("v1", "Secret", "release-steps-drifted", "db"),
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"db\"},\"data\":{\"url\":\"" + data
                        + "\"}}");
    }

    @Test
    void anUpgradeBySomebodyElseSinceTheRecordIsNotOverwritten() {
        try (InMemoryPlatform world = world("foreign");
                JournalDriver journal = FileJournal.open(directory);
                SignalDr dr = open(world, journal)) {
            Playbook playbook = Playbook.define(
                    "gated",
                    book -> book.step(ReleaseSteps.record("record", "datafly"))
                            .step(upgrade().with(step -> step.approval(ApprovalGate.of(gate -> gate.from("bob"))))));
            try (Run run = dr.playbooks().plan(playbook).start()) {
                assertThat(run.await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
                dr.platform()
                        .releases()
                        .upgrade(ReleaseChange.of("datafly", change -> change.set("tls", Secret.of("on"))));
                run.approve("upgrade", "bob", run.status().planHash());

                RunStatus stopped = run.await(LIMIT);

                assertThat(stopped.state()).isEqualTo(RunState.PAUSED);
                assertThat(stopped.toString() + stopped.steps()).contains("newest revision is 2");
            }
            assertThat(dr.platform().releases().history("datafly")).hasSize(2);
        }
    }

    @Test
    void anUpgradeIsUndoneByARollback() {
        try (InMemoryPlatform world = world("undone");
                JournalDriver journal = FileJournal.open(directory);
                SignalDr dr = open(world, journal)) {
            Playbook playbook = Playbook.define(
                    "undone",
                    book -> book.step(ReleaseSteps.record("record", "datafly"))
                            .step(upgrade())
                            .step(ReleaseSteps.record("after", "datafly")
                                    .after("upgrade")
                                    .with(step -> step.approval(ApprovalGate.of(gate -> gate.from("bob"))))));
            try (Run run = dr.playbooks().plan(playbook).start()) {
                assertThat(run.await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
                assertThat(world.value("db", "url")).contains(newUrl.use(String::new));

                run.cancel(CancelPolicy.UNDO, "ann", "a false alarm");

                RunStatus ended = run.await(LIMIT);
                assertThat(ended.state().ended()).as(ended.toString()).isTrue();
            }
            assertThat(world.value("db", "url")).contains("jdbc:postgresql://old.example/datafly");
            assertThat(dr.platform().releases().history("datafly")).hasSize(3);
        }
    }

    @Test
    void aRequestThatIsLostIsSentAgainByTheSameRun() {
        try (InMemoryPlatform world = world("lost");
                JournalDriver journal = FileJournal.open(directory);
                SignalDr dr = open(world, journal)) {
            Playbook playbook = playbook();
            Plan plan = dr.playbooks().plan(playbook);
            world.faults().next("upgrade", Fault.REQUEST_LOST);
            try (Run run = plan.start()) {
                RunStatus status = run.await(LIMIT);
                assertThat(status.state()).as(status.toString()).isEqualTo(RunState.SUCCEEDED);
            }
            assertThat(dr.platform().releases().history("datafly")).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Moment.class,
            names = {"BEFORE", "AFTER"})
    void aRunnerThatDiesAtAnyBlockLeavesOneRevisionAndTheNewDatabase(Moment moment) {
        int blocks = 0;
        for (boolean reached = true; reached; blocks++) {
            reached = diesAt(blocks + 2, moment);
        }

        assertThat(blocks).isGreaterThan(3);
    }

    /** Returns whether the run came to that block at all. */
    private boolean diesAt(int block, Moment moment) {
        Path place = directory.resolve(moment + "-" + block);
        Playbook playbook = playbook();
        boolean died;
        try (InMemoryPlatform world = world("dies-" + moment + block)) {
            RunStatus ended;
            try (CrashingJournal journal = CrashingJournal.at(place, block, moment);
                    SignalDr dr = open(world, journal)) {
                ended = end(dr.playbooks().plan(playbook).start());
                died = journal.isDead();
            }
            try (JournalDriver journal = FileJournal.open(place);
                    SignalDr dr = open(world, journal)) {
                if (died && !dr.playbooks().run(ended.runId()).status().state().ended()) {
                    ended = end(dr.playbooks().resume(ended.runId(), playbook));
                }
                assertThat(dr.platform().releases().history("datafly"))
                        .as(place.toString())
                        .hasSize(2);
            }
            assertThat(ended.state()).as(place + " " + ended).isEqualTo(RunState.SUCCEEDED);
            assertThat(world.value("db", "url")).contains(newUrl.use(String::new));
            assertThat(world.faults().count("upgrade")).isEqualTo(1);
        }
        return died;
    }

    private static RunStatus end(Run run) {
        try (run) {
            return run.await(LIMIT);
        }
    }

    private static Playbook playbook() {
        return Playbook.define(
                "upgrade",
                book -> book.step(ReleaseSteps.record("record", "datafly")).step(upgrade()));
    }

    private static Step upgrade() {
        return ReleaseSteps.upgrade("upgrade", "datafly", "record", how -> how.set("url", "new-url"));
    }

    private BundlePlace place() {
        return new BundlePlace(store, "", "bundle-key");
    }

    private InMemoryPlatform world(String name) {
        InMemoryPlatform world =
                InMemoryPlatform.create("release-steps-" + name, clock).chart(CHART);
        try (SignalDr dr = SignalDr.builder()
                        .platform(world.address())
                        .clock(clock)
                        .timeSource(clock)
                        .build();
                Secret values = Secret.of("{\"url\":\"jdbc:postgresql://old.example/datafly\"}")) {
            dr.platform()
                    .releases()
                    .install(ReleaseChange.of(
                            "datafly",
                            change -> change.chart(ChartSource.repository("https://charts.example", "datafly", "1.4.2"))
                                    .values(values)));
        }
        return world;
    }

    private SignalDr open(InMemoryPlatform world, JournalDriver journal) {
        return SignalDr.builder()
                .platform(world.address())
                .clock(clock)
                .timeSource(clock)
                .journal(journal)
                .secret("new-url", newUrl)
                .secret("bundle-key", key)
                .build();
    }
}
