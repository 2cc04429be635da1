package com.datafly.signal.dr.internal.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What this library remembers about a cluster, in a compacted topic of that cluster: every process sees it, and it can
 * be written in one transaction with events. Made when something is first written; until then it reads as empty.
 *
 * <p>What is put behind a transaction that goes on can be read when that one has ended, and not before. So whoever must
 * have all that was put asks by {@link #readAll} or {@link #get}, which wait for that. Thread-safe; an object reads
 * only what is new since it last read.
 */
public final class StateTopic {

    /** The topic that everything is kept in, under keys of {@code kind/...}. */
    public static final String NAME = "signal-dr.state";

    private static final Duration READ_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(200);

    /** Compaction drops the mark of a removed key after a day: whoever read longer ago may have missed it. */
    private static final Duration REMEMBERED = Duration.ofHours(12);

    private final StreamResource stream;
    private final PartitionId partition;
    private final int partitions;
    private final NavigableMap<String, byte[]> entries = new TreeMap<>();
    private long position;

    /** When it was last read to its end; before that, when it was begun to be read. */
    private long readAtNanos;

    /** Keeps facts in {@link #NAME} of a cluster. */
    public StateTopic(StreamResource stream) {
        this(stream, NAME);
    }

    /** Keeps facts in a topic of their own, whose name begins with {@code signal-dr.}. */
    public StateTopic(StreamResource stream, String topic) {
        this(stream, new PartitionId(topic, 0), 1);
    }

    /**
     * Keeps facts in one partition of a topic of their own: transactions that write to others hide nothing of them.
     *
     * @param partitions how many the topic is made with
     */
    public StateTopic(StreamResource stream, PartitionId partition, int partitions) {
        this.stream = requireNonNull(stream, "stream");
        this.partition = requireNonNull(partition, "partition");
        this.partitions = partitions;
        this.readAtNanos = stream.time().nanoTime();
    }

    /**
     * Returns what is kept under keys that begin with {@code prefix}, in the keys' order, as far as it can be read now.
     *
     * @throws DrException with {@code UNAVAILABLE} or {@code PERMISSION_DENIED}
     */
    public Map<String, byte[]> read(String prefix) {
        return read(prefix, OffsetPoint.stable());
    }

    /**
     * Returns likewise all that was put before. Transactions that go on are waited for; a cluster ends those of a
     * writer that died when their time is over.
     *
     * @throws DrException with {@code UNAVAILABLE} if one goes on for too long; or as {@link #read(String)} does
     */
    public Map<String, byte[]> readAll(String prefix) {
        return read(prefix, OffsetPoint.latest());
    }

    private synchronized Map<String, byte[]> read(String prefix, OffsetPoint end) {
        return stream.read("read " + partition.topic() + " of " + stream.address(), driver -> {
            catchUp(driver, end);
            return Collections.unmodifiableMap(
                    new TreeMap<>(entries.subMap(prefix, true, prefix + Character.MAX_VALUE, false)));
        });
    }

    /** Returns what was put last under {@code key}; waits and fails as {@link #readAll} does. */
    public Optional<byte[]> get(String key) {
        return Optional.ofNullable(readAll(key).get(key));
    }

    /** Returns what was put under {@code key}, once and for all: so it is waited for only until it is seen. */
    public Optional<byte[]> getConstant(String key) {
        return Optional.ofNullable(read(key).get(key)).or(() -> get(key));
    }

    /** Keeps {@code value} under {@code key}, in place of what was there. */
    public void put(String key, byte[] value) {
        put(Map.of(key, Optional.of(value)));
    }

    /**
     * Keeps values under keys, in place of what was there; an empty one removes the key. Repeating it does no harm.
     *
     * @throws DrException with {@code UNAVAILABLE} or {@code PERMISSION_DENIED}; if its effect is not {@code NONE},
     *     some may have been kept
     */
    public void put(Map<String, Optional<byte[]>> values) {
        if (values.isEmpty()) {
            return;
        }
        ensure();
        stream.change("write " + partition.topic() + " of " + stream.address(), driver -> {
            try (EventWriter writer = driver.writer(WriterSettings.plain())) {
                values.forEach((key, value) -> writer.append(event(key, value)));
                writer.flush();
            }
            return true;
        });
    }

    /**
     * Returns the event that keeps {@code value} under {@code key}, or removes the key, for a transaction of the
     * caller's own. {@link #ensure} must have been called once before.
     */
    public NewEvent event(String key, Optional<byte[]> value) {
        return NewEvent.of(partition.topic(), key.getBytes(UTF_8), value.orElse(null))
                .partition(partition.partition());
    }

    /** Makes the topic if it is not there. */
    public void ensure() {
        if (exists()) {
            return;
        }
        TopicSpec spec = TopicSpec.of(partition.topic(), partitions, Map.of("cleanup.policy", "compact"));
        stream.change("make " + partition.topic() + " at " + stream.address(), driver -> {
            DrException failure = driver.createTopics(List.of(spec)).get(spec.name());
            if (failure != null && failure.code() != ErrorCode.ALREADY_EXISTS) {
                throw failure.code() == ErrorCode.UNSUPPORTED ? byHand(failure) : failure;
            }
            return true;
        });
    }

    private DrException byHand(DrException failure) {
        return DrException.create(
                failure.code(),
                failure.operation(),
                failure.problem(),
                more -> more.cause(failure)
                        .hint("Make the topic " + partition.topic() + " by the cluster's own means, with " + partitions
                                + " partitions and cleanup.policy=compact, and try again."));
    }

    private boolean exists() {
        return stream.read("look for " + partition.topic() + " at " + stream.address(), this::exists);
    }

    /** Whoever asks a topic that is missing for offsets finds an error in the log of the software's own client. */
    private boolean exists(EventStreamDriver driver) {
        Answers<String, Topic> topics = driver.describeTopics(Set.of(partition.topic()));
        DrException failure = topics.failed().get(partition.topic());
        if (failure != null && failure.code() != ErrorCode.NOT_FOUND) {
            throw failure;
        }
        return failure == null;
    }

    private void catchUp(EventStreamDriver driver, OffsetPoint until) {
        if (!exists(driver)) {
            forget(0);
            return;
        }
        Optional<Long> start = edge(driver, OffsetPoint.earliest());
        Optional<Long> end = edge(driver, until);
        if (start.isEmpty() || end.isEmpty()) {
            forget(0);
            return;
        }
        long now = stream.time().nanoTime();
        boolean stale = now - readAtNanos > REMEMBERED.toNanos();
        if (stale || position < start.get() || position > end.get()) {
            forget(start.get());
        }
        if (position < end.get()) {
            readTo(driver, end.get());
        }
        readAtNanos = now;
    }

    private void forget(long from) {
        entries.clear();
        position = from;
        readAtNanos = stream.time().nanoTime();
    }

    private void readTo(EventStreamDriver driver, long end) {
        long deadline = stream.time().nanoTime() + READ_LIMIT.toNanos();
        try (EventReader reader = driver.reader(ReaderSettings.committed())) {
            reader.seek(Map.of(partition, position));
            while (position < end) {
                reader.poll(POLL).forEach(this::accept);
                position = reader.positions().getOrDefault(partition, position);
                if (position < end && stream.time().nanoTime() > deadline) {
                    throw tooSlow(end);
                }
            }
        }
    }

    private void accept(EventRecord event) {
        byte[] key = event.key();
        if (key == null) {
            return;
        }
        byte[] value = event.value();
        if (value == null) {
            entries.remove(new String(key, UTF_8));
        } else {
            entries.put(new String(key, UTF_8), value);
        }
    }

    private Optional<Long> edge(EventStreamDriver driver, OffsetPoint point) {
        var answers = driver.offsets(Set.of(partition), point);
        DrException failure = answers.failed().get(partition);
        if (failure != null && failure.code() != ErrorCode.NOT_FOUND) {
            throw failure;
        }
        return Optional.ofNullable(answers.found().get(partition)).map(OffsetAnswer::offset);
    }

    private DrException tooSlow(long end) {
        return DrException.create(
                ErrorCode.UNAVAILABLE,
                "read " + partition + " of " + stream.address(),
                "stands at " + position + " of " + end + " after " + READ_LIMIT.toSeconds() + " s",
                failure -> failure.retry(RetryAdvice.SAFE)
                        .hint("If it stays there, a transaction is open, as of a writer that was killed: the cluster"
                                + " ends it when its time is over. Try again then."));
    }
}
