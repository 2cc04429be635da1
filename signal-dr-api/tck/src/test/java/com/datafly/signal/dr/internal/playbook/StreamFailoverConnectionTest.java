package com.datafly.signal.dr.internal.playbook;

import static com.datafly.signal.dr.internal.playbook.MirroredProduct.CAUGHT_UP;
import static com.datafly.signal.dr.internal.playbook.MirroredProduct.HALF_WAY;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.internal.playbook.CrashingJournal.Moment;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.platform.ConnectionReport;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.ConnectionSettings;
import com.datafly.signal.dr.playbook.FailoverScenarios;
import com.datafly.signal.dr.playbook.PlanProblem;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.StepStatus;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.tck.InMemoryPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A failover and the way back whose clients come along by the secret that they find their brokers in. */
class StreamFailoverConnectionTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SECRET = "kafka";
    private static final String KEY = "bootstrap";
    private static final String PRIMARY = "primary-1:9092,primary-2:9092";
    private static final String STANDBY = "standby-1:9092,standby-2:9092";
    private static final Secret BACKUP_KEY = Secret.of(Base64.getEncoder().encodeToString(new byte[32]));
    private static final WorkloadId PROCESSOR = WorkloadId.deployment("event-processor");
    private static final WorkloadId INGESTION = WorkloadId.deployment("ingestion-gateway");

    @TempDir
    private Path directory;

    private MirroredProduct product;
    private InMemoryPlatform platform;

    @BeforeEach
    final void open() {
        product = new MirroredProduct();
        product.produce(product.primary, 100);
        product.commit(product.primary, HALF_WAY, 50);
        product.commit(product.primary, CAUGHT_UP, 100);
        product.mirror.copy();
        product.mirror.flush();
        platform = InMemoryPlatform.create("mirrored-" + UUID.randomUUID(), product.clock)
                .secret(SECRET, Map.of(KEY, PRIMARY))
                .deployment(PROCESSOR.name(), w -> w.variable(SECRET, KEY, "BROKERS"))
                .deployment(INGESTION.name(), w -> w.replicas(2).variables(SECRET))
                .deployment("bystander", w -> {})
                .settle();
    }

    @AfterEach
    final void close() {
        platform.close();
        product.close();
    }

    @Test
    void clientsGoOverByTheirSecretAndComeBackByIt() {
        List<String> bystanders = pods("bystander");
        try (JournalDriver journal = FileJournal.open(directory)) {
            watch(journal);
            product.primary.kill();
            RunStatus over = run(journal, over(settings -> {}));

            assertThat(over.state()).as(told(over)).isEqualTo(RunState.SUCCEEDED);
            assertThat(order(over))
                    .containsSubsequence(
                            "move-groups",
                            "mark-cut-over",
                            "connection-prepare",
                            "connection-switch",
                            "connection-restart",
                            "connection-verify",
                            "connection-settle");
            requireLedTo(journal, STANDBY);

            product.primary.revive();
            RunStatus back = run(journal, back());

            assertThat(back.state()).as(told(back)).isEqualTo(RunState.SUCCEEDED);
            assertThat(order(back)).containsSubsequence("move-groups", "connection-settle", "close-cut-over");
            requireLedTo(journal, PRIMARY);
        }
        assertThat(pods("bystander")).isEqualTo(bystanders);
    }

    @Test
    void whereClientsDoNotComeUpAtTheStandbyTheUndoBringsThemBack() {
        platform.change(INGESTION, w -> w.healthyIf(environment -> !environment.containsValue(STANDBY)));
        try (JournalDriver journal = FileJournal.open(directory)) {
            watch(journal);
            try (SignalDr dr = open(journal);
                    Run run = dr.playbooks()
                            .plan(over(settings -> settings.rollout(Duration.ofMinutes(15), 1)))
                            .start()) {
                RunStatus paused = run.await(LIMIT);
                assertThat(paused.state()).as(told(paused)).isEqualTo(RunState.PAUSED);
                assertThat(told(paused)).contains("ingestion-gateway");

                run.cancel(CancelPolicy.UNDO, "ann", "they do not know it");

                RunStatus ended = run.await(LIMIT);
                assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.CANCELLED);
            }
            assertThat(platform.value(SECRET, KEY)).contains(PRIMARY);
            assertThat(look(journal).state()).isNotIn(SwitchState.OPEN, SwitchState.RETURNING);
        }
    }

    @Test
    void aPlanIsRefusedWhereNobodyUsesTheSecret() {
        platform.secret("unused", Map.of(KEY, PRIMARY));
        try (JournalDriver journal = FileJournal.open(directory);
                SignalDr dr = open(journal)) {
            Playbook playbook = FailoverScenarios.streamFailover(scenario -> scenario.connection(
                    "unused",
                    settings -> settings.bootstrapServers(KEY, STANDBY).encryptionKey("backup-key")));

            assertThat(dr.playbooks().plan(playbook).problems())
                    .extracting(PlanProblem::toString)
                    .anySatisfy(problem -> assertThat(problem).contains("nobody uses its keys"));
        }
        assertThat(platform.value("unused", KEY)).contains(PRIMARY);
    }

    @ParameterizedTest
    @EnumSource(
            value = Moment.class,
            names = {"BEFORE", "AFTER"})
    void aRunnerThatDiesAtAnyBlockIsFollowedByOneThatLeadsEverybodyThere(Moment moment) {
        int blocks = 0;
        for (boolean reached = true; reached; blocks++) {
            reached = diesAt(blocks + 2, moment);
            close();
            open();
        }

        assertThat(blocks).isGreaterThan(10);
    }

    /** Returns whether the run came to that block at all. */
    private boolean diesAt(int block, Moment moment) {
        Path place = directory.resolve(moment + "-" + block);
        Playbook playbook = over(settings -> {});
        boolean died;
        RunStatus ended;
        try (JournalDriver journal = FileJournal.open(directory.resolve("watched-" + block))) {
            watch(journal);
        }
        product.primary.kill();
        try (CrashingJournal journal = CrashingJournal.at(place, block, moment);
                SignalDr dr = open(journal);
                Run run = dr.playbooks().plan(playbook).start()) {
            ended = run.await(LIMIT);
            died = journal.isDead();
        }
        try (JournalDriver journal = FileJournal.open(place);
                SignalDr dr = open(journal)) {
            if (died && !dr.playbooks().run(ended.runId()).status().state().ended()) {
                try (Run run = dr.playbooks().resume(ended.runId(), playbook)) {
                    ended = run.await(LIMIT);
                }
            }
            assertThat(ended.state()).as(place + told(ended)).isEqualTo(RunState.SUCCEEDED);
            requireLedTo(journal, STANDBY);
        }
        return died;
    }

    private Playbook over(Consumer<ConnectionSettings> more) {
        return FailoverScenarios.streamFailover(scenario -> scenario.groups(HALF_WAY, CAUGHT_UP)
                .catchUpWithin(Duration.ofMillis(300))
                .connection(SECRET, settings -> {
                    settings.bootstrapServers(KEY, STANDBY).encryptionKey("backup-key");
                    more.accept(settings);
                }));
    }

    private static Playbook back() {
        return FailoverScenarios.streamFailback(scenario -> scenario.groups(HALF_WAY, CAUGHT_UP)
                .connection(
                        SECRET,
                        settings -> settings.bootstrapServers(KEY, PRIMARY).encryptionKey("backup-key")));
    }

    private void watch(JournalDriver journal) {
        try (SignalDr dr = open(journal);
                ReplicationWatch watch =
                        dr.standbyEvents().replicationFrom(dr.events()).watch(Duration.ofDays(1))) {
            watch.look();
        }
    }

    private SignalDr open(JournalDriver journal) {
        return product.open(
                journal, builder -> builder.platform(platform.address()).secret("backup-key", BACKUP_KEY));
    }

    private RunStatus run(JournalDriver journal, Playbook playbook) {
        try (SignalDr dr = open(journal);
                Run run = dr.playbooks().plan(playbook).start()) {
            return run.await(LIMIT);
        }
    }

    private ConnectionReport look(JournalDriver journal) {
        try (SignalDr dr = open(journal)) {
            return dr.platform().connections().look(SECRET, KEY);
        }
    }

    private void requireLedTo(JournalDriver journal, String servers) {
        assertThat(platform.value(SECRET, KEY)).contains(servers);
        ConnectionReport report = look(journal);
        assertThat(report.state()).isEqualTo(SwitchState.SETTLED);
        assertThat(report.doubtful()).isEmpty();
    }

    private List<String> pods(String deployment) {
        return platform.pods(WorkloadId.deployment(deployment)).stream()
                .map(Pod::name)
                .sorted()
                .toList();
    }

    private static List<String> order(RunStatus status) {
        return status.steps().stream()
                .filter(step -> step.state().satisfies())
                .map(StepStatus::id)
                .toList();
    }

    private static String told(RunStatus status) {
        return status + " " + status.steps();
    }
}
