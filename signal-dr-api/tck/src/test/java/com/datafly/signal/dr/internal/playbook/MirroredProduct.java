package com.datafly.signal.dr.internal.playbook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.playbook.FailoverScenarios.StreamFailback;
import com.datafly.signal.dr.playbook.FailoverScenarios.StreamFailover;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.step.Done;
import com.datafly.signal.dr.playbook.step.PartitionOffset;
import com.datafly.signal.dr.playbook.step.ProducersFrozen;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.WriterSettings;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.InMemoryMirror;
import com.datafly.signal.dr.tck.SettableClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A product with two clusters under the same names, whose events carry numbers that no other has. */
final class MirroredProduct implements AutoCloseable {

    static final String TOPIC = "events.raw";
    static final int PARTITIONS = 3;
    static final String HALF_WAY = "half-way";
    static final String CAUGHT_UP = "caught-up";
    static final String EXPORTED = "diverged";

    final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    final InMemoryCluster primary =
            InMemoryCluster.create("primary-" + UUID.randomUUID(), clock).topic(TOPIC, PARTITIONS);
    final InMemoryCluster standby = InMemoryCluster.create("standby-" + UUID.randomUUID(), clock);
    final InMemoryMirror mirror = InMemoryMirror.between(primary, standby).keepNames();
    final AtomicReference<String> bootstrap = new AtomicReference<>("primary");
    private int number;

    SignalDr open(JournalDriver journal) {
        return open(journal, builder -> {});
    }

    /** Opens it as one product with more than its clusters. */
    SignalDr open(JournalDriver journal, Consumer<SignalDr.Builder> more) {
        SignalDr.Builder builder = SignalDr.builder()
                .events(primary.address())
                .standbyEvents(standby.address())
                .clock(clock)
                .timeSource(clock)
                .journal(journal);
        more.accept(builder);
        return builder.build();
    }

    /** Writes events to each partition. */
    void produce(InMemoryCluster cluster, int each) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (int i = 0; i < each; i++) {
                cluster.write(TOPIC, partition, "key", "event-" + number++);
            }
        }
    }

    /** Writes events to each partition of the primary in one transaction, which leaves a mark behind them. */
    void produceTogether(int each) {
        try (EventStreamDriver driver = primary.driver();
                EventWriter writer = driver.writer(WriterSettings.transactional("paid"))) {
            writer.begin();
            partitions().forEach(partition -> {
                for (int i = 0; i < each; i++) {
                    byte[] value = ("event-" + number++).getBytes(UTF_8);
                    writer.append(NewEvent.of(TOPIC, null, value).partition(partition));
                }
            });
            writer.commit();
        }
    }

    void commit(InMemoryCluster cluster, String group, long offset) {
        partitions().forEach(partition -> cluster.commit(group, TOPIC, partition, offset));
    }

    static IntStream partitions() {
        return IntStream.range(0, PARTITIONS);
    }

    static List<String> values(InMemoryCluster cluster, int partition) {
        return texts(cluster.events(TOPIC, partition));
    }

    /** Returns what a group still reads of a partition. */
    static List<String> unread(InMemoryCluster cluster, String group, int partition) {
        long from = cluster.committed(group, TOPIC, partition)
                .map(GroupOffset::offset)
                .orElseThrow();
        return texts(cluster.events(TOPIC, partition).stream()
                .filter(event -> event.offset() >= from)
                .toList());
    }

    static List<String> texts(List<EventRecord> events) {
        return events.stream()
                .map(event -> new String(requireNonNull(event.value()), UTF_8))
                .toList();
    }

    void failover(StreamFailover scenario) {
        List<PartitionOffset> ends = new ArrayList<>();
        partitions()
                .forEach(partition ->
                        ends.add(PartitionOffset.of(new PartitionId(TOPIC, partition), primary.end(TOPIC, partition))));
        scenario.freezeProducers(
                        hook("freeze", ProducersFrozen.class, () -> new ProducersFrozen(ends, Optional.empty())))
                .groups(HALF_WAY, CAUGHT_UP)
                .fence("events.", "User:ingestion")
                .switchBootstrap(switchTo("standby"));
    }

    void failback(StreamFailback scenario) {
        scenario.freezeProducers(hook("freeze", Done.class, () -> new Done("frozen")))
                .groups(HALF_WAY, CAUGHT_UP)
                .exportTo(EXPORTED)
                .fence("events.", "User:ingestion")
                .switchBootstrap(switchTo("primary"))
                .resumeMirror();
    }

    /** Returns a step after which nobody can be told what the mirror shall do. */
    Step loseTheSupervisor() {
        return hook("lose-the-supervisor", Done.class, () -> {
            mirror.unsupervised();
            return new Done("gone");
        });
    }

    private Step switchTo(String name) {
        return hook("switch", Done.class, () -> {
            bootstrap.set(name);
            return new Done("clients use the " + name);
        });
    }

    static <O> Step hook(String id, Class<O> type, Supplier<O> work) {
        return Step.of(id, new Hook<>(type, work), new Nothing(), step -> step.kind(StepKind.PURE));
    }

    /** Nothing to say. */
    record Nothing() {}

    private record Hook<O>(Class<O> outputType, Supplier<O> work) implements StepAction<Nothing, O> {
        @Override
        public String name() {
            return "hook";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Class<Nothing> inputType() {
            return Nothing.class;
        }

        @Override
        public O act(StepContext context, Nothing input) {
            return work.get();
        }
    }

    @Override
    public void close() {
        mirror.close();
        primary.close();
        standby.close();
    }
}
