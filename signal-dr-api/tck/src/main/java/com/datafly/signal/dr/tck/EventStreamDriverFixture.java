package com.datafly.signal.dr.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens and closes the drivers of {@link EventStreamDriverContract}, and says its steps in few words. */
abstract class EventStreamDriverFixture {

    /** Long enough for what is there to be read, and short enough to be waited for when nothing is. */
    static final Duration A_MOMENT = Duration.ofMillis(300);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private EventStreamHarness harness;
    private EventStreamDriver driver;

    /** Returns the cluster to test with; the same one may serve all tests of a class. */
    protected abstract EventStreamHarness harness();

    @BeforeEach
    final void open() {
        harness = harness();
        driver = another();
    }

    @AfterEach
    final void closeAndSearch() throws Exception {
        if (harness.hooks().contains(EventStreamHarness.Hook.FAULTS)) {
            harness.faults().clear();
        }
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        harness.searchForSecrets();
        harness.secrets().assertNotLeaked();
    }

    final EventStreamHarness here() {
        return harness;
    }

    final EventStreamDriver driver() {
        return driver;
    }

    final EventStreamDriver another() {
        return closedLater(harness.newDriver());
    }

    final <T extends AutoCloseable> T closedLater(T other) {
        opened.add(other);
        return other;
    }

    final EventReader reader(ReaderSettings settings, Map<PartitionId, Long> positions) {
        EventReader reader = closedLater(driver.reader(settings));
        reader.seek(positions);
        return reader;
    }

    final EventWriter writer() {
        return closedLater(driver.writer(WriterSettings.plain()));
    }

    final EventWriter transactional(String identity) {
        return closedLater(driver.writer(WriterSettings.transactional(identity)));
    }

    /** Returns a name that no other test uses. */
    static String freshName() {
        return "tck-" + OperationKey.random().value().substring(3, 20).replace("-", "");
    }

    /** Tells whether the harness can do something, having asserted that it says so if it cannot. */
    final boolean has(EventStreamHarness.Hook hook, ThrowingCallable use) {
        if (harness.hooks().contains(hook)) {
            return true;
        }
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(use);
        return false;
    }

    final boolean supports(EventCapability capability) {
        return driver.capabilities().supports(capability);
    }

    /** Tells whether the cluster cannot do something, having asserted that it then refuses {@code use}. */
    final boolean lacks(EventCapability capability, ThrowingCallable use) {
        if (supports(capability)) {
            return false;
        }
        assertThat(refused(ErrorCode.UNSUPPORTED, use).retry()).isEqualTo(RetryAdvice.NEVER);
        return true;
    }

    final boolean lacksTransactions() {
        return lacks(
                EventCapability.TRANSACTIONS,
                () -> driver.writer(WriterSettings.transactional(freshName())).close());
    }

    /** Makes a topic and waits until it can be used. */
    final String newTopic(int partitions) {
        return newTopic(partitions, Map.of());
    }

    final String newTopic(int partitions, Map<String, String> settings) {
        String topic = freshName();
        make(TopicSpec.of(topic, partitions, settings));
        return topic;
    }

    final void make(TopicSpec spec) {
        assertThat(driver.createTopics(List.of(spec))).isEmpty();
        Set<PartitionId> partitions = Set.copyOf(Topic.of(spec.name(), Optional.empty(), spec.partitions(), 1, false)
                .partitionIds());
        await(() -> driver.offsets(partitions, OffsetPoint.latest()).found().size() == spec.partitions());
    }

    final long offset(PartitionId partition, OffsetPoint point) {
        OffsetAnswer answer = driver.offsets(Set.of(partition), point).orThrow().get(partition);
        return answer == null ? -1 : answer.offset();
    }

    /** Writes events of the values 0, 1, 2 and so on, each by itself. */
    final void write(PartitionId partition, int count) {
        EventWriter writer = writer();
        IntStream.range(0, count).forEach(i -> writer.append(event(partition, Integer.toString(i))));
        writer.flush();
    }

    /** Writes events in a transaction that goes on. */
    final EventWriter writeOpen(PartitionId partition, int count) {
        EventWriter writer = transactional(freshName());
        writer.begin();
        IntStream.range(0, count).forEach(i -> writer.append(event(partition, "open-" + i)));
        writer.flush();
        return writer;
    }

    static NewEvent event(PartitionId partition, String value) {
        return NewEvent.of(partition.topic(), null, value.getBytes(UTF_8)).partition(partition.partition());
    }

    static String text(EventRecord event) {
        byte[] value = event.value();
        return value == null ? "" : new String(value, UTF_8);
    }

    /** Reads until so many events came. */
    final List<EventRecord> take(EventReader reader, int count) {
        List<EventRecord> events = new ArrayList<>();
        await(() -> {
            events.addAll(reader.poll(A_MOMENT));
            return events.size() >= count;
        });
        return events;
    }

    /** Reads whatever comes until the reader stands at these positions, or behind them if more became readable. */
    final List<EventRecord> readTo(EventReader reader, Map<PartitionId, Long> positions) {
        List<EventRecord> events = new ArrayList<>();
        await(() -> {
            events.addAll(reader.poll(A_MOMENT));
            Map<PartitionId, Long> now = reader.positions();
            return positions.entrySet().stream()
                    .allMatch(wanted -> now.getOrDefault(wanted.getKey(), -1L) >= wanted.getValue());
        });
        return events;
    }

    /** Reads a partition's committed events from an offset to the last stable one. */
    final List<String> committed(PartitionId partition, long from) {
        EventReader reader = reader(ReaderSettings.committed(), Map.of(partition, from));
        return readTo(reader, Map.of(partition, offset(partition, OffsetPoint.stable()))).stream()
                .map(EventStreamDriverFixture::text)
                .toList();
    }

    /** Waits until no transaction is open in a partition: a commit returns before its mark is written. */
    final void awaitMarked(PartitionId partition) {
        await(() -> offset(partition, OffsetPoint.stable()) == offset(partition, OffsetPoint.latest()));
    }

    final void await(BooleanSupplier condition) {
        await(() -> Optional.of(true).filter(yes -> condition.getAsBoolean()));
    }

    /** Waits for something to appear. */
    final <T> T await(Supplier<Optional<T>> look) {
        long start = harness.time().nanoTime();
        Optional<T> seen = look.get();
        while (seen.isEmpty()) {
            Duration waited = Duration.ofNanos(harness.time().nanoTime() - start);
            assertThat(waited).as("time waited").isLessThan(harness.patience());
            pause();
            seen = look.get();
        }
        return seen.get();
    }

    private void pause() {
        try {
            harness.time().sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Returns what has to be there. */
    static <T> T there(@Nullable T answer) {
        if (answer == null) {
            throw new AssertionError("there is no answer");
        }
        return answer;
    }

    /** Runs what has to be refused without an effect, and searches the refusal for secrets. */
    final DrException refused(ErrorCode code, ThrowingCallable action) {
        return checked(code, failure(action));
    }

    /** Checks one thing's refusal without an effect, and searches it for secrets. */
    final DrException checked(ErrorCode code, @Nullable DrException given) {
        DrException failure = there(given);
        harness.secrets().search("a failure", failure);
        assertThat(failure.code()).as(failure::toString).isEqualTo(code);
        assertThat(failure.effect()).as(failure::toString).isEqualTo(Effect.NONE);
        return failure;
    }

    /** Runs what has to fail, and searches the failure for secrets. */
    final DrException failure(ThrowingCallable action) {
        DrException failure = there(catchThrowableOfType(DrException.class, action));
        harness.secrets().search("a failure", failure);
        return failure;
    }
}
