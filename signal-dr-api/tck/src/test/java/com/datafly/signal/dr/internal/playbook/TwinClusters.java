package com.datafly.signal.dr.internal.playbook;

import static com.datafly.signal.dr.internal.playbook.MirroredProduct.texts;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.playbook.FailoverScenarios;
import com.datafly.signal.dr.playbook.FailoverScenarios.StreamFailback;
import com.datafly.signal.dr.playbook.FailoverScenarios.StreamFailover;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.StepStatus;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.InMemoryMirror;
import com.datafly.signal.dr.tck.SettableClock;
import com.datafly.signal.dr.verify.Grade;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Two clusters and a mirror between them, to go over and back in small steps. */
final class TwinClusters implements AutoCloseable {

    static final String TOPIC = "events.raw";
    static final String GROUP = "readers";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path directory;
    final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    final InMemoryCluster primary = InMemoryCluster.create("primary-" + UUID.randomUUID(), clock);
    final InMemoryCluster standby;
    final InMemoryMirror mirror;
    private int number;
    private int journals;
    private String report = "";
    private Optional<Grade> recoveryPoint = Optional.empty();

    TwinClusters(Path directory) {
        this(directory, "primary", Optional.empty());
    }

    /** Has another primary beside the first, whose topics come to the same standby. */
    TwinClusters(Path directory, String alias, Optional<InMemoryCluster> shared) {
        this.directory = directory;
        this.standby = shared.orElseGet(() -> InMemoryCluster.create("standby-" + UUID.randomUUID(), clock));
        this.mirror = InMemoryMirror.between(primary, standby).alias(alias);
    }

    /** Has a topic of one partition with 100 events, all of them copied, and a group that has read them all. */
    TwinClusters mirrored() {
        primary.topic(TOPIC, 1);
        produce(primary, TOPIC, 100);
        primary.commit(GROUP, TOPIC, 0, 100);
        mirror.copy();
        mirror.flush();
        look();
        return this;
    }

    /** Loses the primary, and goes over. */
    RunStatus lose() {
        primary.kill();
        return over(scenario -> {});
    }

    void produce(InMemoryCluster cluster, String topic, int events) {
        for (int i = 0; i < events; i++) {
            cluster.write(topic, 0, "key", "event-" + number++);
        }
    }

    /** Lets the watch look once. */
    void look() {
        try (JournalDriver journal = journal();
                SignalDr dr = open(journal);
                ReplicationWatch watch =
                        dr.standbyEvents().replicationFrom(dr.events()).watch(Duration.ofDays(1))) {
            watch.look();
        }
    }

    RunStatus over(Consumer<StreamFailover> more) {
        return run(FailoverScenarios.streamFailover(scenario -> {
            scenario.groups(GROUP).catchUpWithin(Duration.ofMillis(300));
            more.accept(scenario);
        }));
    }

    RunStatus back(Consumer<StreamFailback> more) {
        return run(FailoverScenarios.streamFailback(scenario -> {
            scenario.groups(GROUP);
            more.accept(scenario);
        }));
    }

    RunStatus run(Playbook playbook) {
        try (JournalDriver journal = journal();
                SignalDr dr = open(journal);
                Run run = dr.playbooks().plan(playbook).start()) {
            RunStatus ended = run.await(LIMIT);
            report = run.report().checks().toString();
            recoveryPoint = run.report().recoveryPoint();
            return ended;
        }
    }

    /** Returns the evidence of the last run. */
    String report() {
        return report;
    }

    /** Returns how the last run's report grades the recovery point. */
    Grade recoveryPoint() {
        return recoveryPoint.orElseThrow();
    }

    private JournalDriver journal() {
        return FileJournal.open(directory.resolve("journal-" + journals++));
    }

    SignalDr open(JournalDriver journal) {
        return SignalDr.builder()
                .events(primary.address())
                .standbyEvents(standby.address())
                .clock(clock)
                .timeSource(clock)
                .journal(journal)
                .build();
    }

    static List<String> contents(InMemoryCluster cluster, String topic) {
        return texts(cluster.events(topic, 0));
    }

    /** Returns where the group stands in the topic at the primary. */
    long position(String group) {
        return primary.committed(group, TOPIC, 0).map(GroupOffset::offset).orElse(-1L);
    }

    static String told(RunStatus status) {
        return status + " "
                + status.steps().stream()
                        .map(step -> step.id() + " " + step.state() + " "
                                + step.failure().orElse(""))
                        .collect(Collectors.joining("; "));
    }

    static List<String> done(RunStatus status) {
        return status.steps().stream()
                .filter(step -> step.state().satisfies())
                .map(StepStatus::id)
                .toList();
    }

    @Override
    public void close() {
        mirror.close();
        primary.close();
        standby.close();
    }
}
