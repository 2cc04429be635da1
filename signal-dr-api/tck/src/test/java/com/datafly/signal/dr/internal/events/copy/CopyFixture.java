package com.datafly.signal.dr.internal.events.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.DefaultEventStream;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.SettableClock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

/** Two clusters in memory, on a clock that waits for nobody. */
abstract class CopyFixture {

    static final String TOPIC = "events.raw";
    static final PartitionId FIRST = new PartitionId(TOPIC, 0);
    static final PartitionId SECOND = new PartitionId(TOPIC, 1);

    final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    final InMemoryCluster source =
            InMemoryCluster.create("source-" + UUID.randomUUID(), clock).topic(TOPIC, 2);
    final InMemoryCluster target =
            InMemoryCluster.create("target-" + UUID.randomUUID(), clock).topic(TOPIC, 2);
    final SignalDr dr = SignalDr.builder()
            .events(source.address())
            .standbyEvents(target.address())
            .clock(clock)
            .timeSource(clock)
            .build();

    @AfterEach
    void close() {
        dr.close();
        source.close();
        target.close();
    }

    final StreamResource from() {
        return ((DefaultEventStream) dr.events()).resource();
    }

    final StreamResource to() {
        return ((DefaultEventStream) dr.standbyEvents()).resource();
    }

    /** Copies both partitions up to where they are now, five events a transaction. */
    final CopyPlan plan(Consumer<CopyPlan.Builder> more) {
        Map<PartitionId, CopyRange> ranges = Map.of(
                FIRST, new CopyRange(source.start(TOPIC, 0), source.end(TOPIC, 0)),
                SECOND, new CopyRange(source.start(TOPIC, 1), source.end(TOPIC, 1)));
        return CopyPlan.create("night", ranges, CopyRule.everything(TOPIC), builder -> {
            builder.transactionRecords(5);
            more.accept(builder);
        });
    }

    final CopyRun run(CopyPlan plan) {
        return CopyRun.of(plan, CopySource.of(from()), to());
    }

    final CopyRun run() {
        return run(plan(more -> {}));
    }

    /** Writes events to the source in a transaction that is given up. */
    final void writeAborted(int partition, int count) {
        try (EventWriter writer = from().driver().writer(WriterSettings.transactional("producer"))) {
            writer.begin();
            IntStream.range(0, count)
                    .forEach(i -> writer.append(NewEvent.of(TOPIC, null, ("aborted-" + i).getBytes(UTF_8))
                            .partition(partition)));
            writer.abort();
        }
    }

    /** Returns the committed values of a partition. */
    static List<String> values(InMemoryCluster cluster, int partition) {
        return cluster.events(TOPIC, partition).stream().map(CopyFixture::value).toList();
    }

    static String value(EventRecord event) {
        byte[] value = event.value();
        return value == null ? "" : new String(value, UTF_8);
    }
}
