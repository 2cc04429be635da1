package com.datafly.signal.dr.k8s.internal.journal;

import com.datafly.signal.dr.k8s.internal.journal.Segment.Tail;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalInput;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretList;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One log as a chain of Secrets. Thread-safe.
 *
 * <p>Two things decide between writers, and neither ever lets two through: the version of the last Secret while blocks
 * are added to it, and the name of the next one, which follows from the last line of one that is full.
 */
final class SecretLog {

    private static final int PAGE = 16;

    private final JournalObjects<Secret, SecretList> secrets;
    private final String log;
    private volatile Tail known = Tail.NONE;
    /** Whether there was no segment at all once: then a look at the first one tells whether there is any. */
    private volatile boolean wasEmpty;

    SecretLog(JournalObjects<Secret, SecretList> secrets, String log) {
        this.secrets = secrets;
        this.log = log;
    }

    /** Appends as {@link JournalDriver#append} says. */
    void append(long sequence, byte[] lines) {
        StoredBlock block = StoredBlock.of(log, sequence, lines);
        if (sequence > known.next() || (known.first() == 0 && !wasEmpty)) {
            read(sequence, (first, more) -> {});
        }
        while (true) {
            Tail end = known;
            if (sequence != end.next()) {
                throw JournalInput.notTheEnd(log, sequence, end.next());
            }
            Optional<Secret> written = end.isOpen() ? extend(end, block) : begin(block);
            if (written.isPresent()) {
                known = end.with(block, written.get().getMetadata().getResourceVersion());
                return;
            }
            // Lines were added, or only a label or annotation of the Secret was changed: the next look tells.
            follow(end, sequence, (first, more) -> {});
        }
    }

    /** Reads as {@link JournalDriver#read} says. */
    void read(long from, JournalDriver.LineReader reader) {
        Tail end = known;
        boolean allIsRead =
                end.first() == 0 ? wasEmpty && find(1).isEmpty() : from >= end.first() && follow(end, from, reader);
        if (!allIsRead) {
            readAll(from, reader);
        }
    }

    /**
     * Reads what is there from the last known segment on, one after the other: the last line of a full one names the
     * next.
     *
     * @return whether that segment is there
     */
    private boolean follow(Tail end, long from, JournalDriver.LineReader reader) {
        long first = Math.max(1, end.first());
        Optional<Segment> segment = find(first);
        boolean there = segment.isPresent();
        if (!there) {
            known = Tail.NONE;
        }
        while (segment.isPresent()) {
            segment.get().deliver(from, reader);
            Tail tail = segment.get().tail();
            known = tail;
            segment = tail.isOpen() ? Optional.empty() : find(tail.next());
        }
        return there;
    }

    /** Reads all segments, which also shows one that is missing at the beginning or in the middle. */
    private void readAll(long from, JournalDriver.LineReader reader) {
        Walk walk = new Walk(log, from, reader);
        secrets.list(Map.of(ObjectNames.LOG, ObjectNames.shortened(log)), PAGE, walk);
        known = walk.end;
        wasEmpty |= known.first() == 0;
    }

    private Optional<Segment> find(long first) {
        return secrets.find(ObjectNames.segment(log, first)).map(secret -> Segment.read(log, first, secret));
    }

    private Optional<Secret> begin(StoredBlock block) {
        String name = ObjectNames.segment(log, block.first());
        ObjectNode body = added(block, 0).put("type", "signal-dr.datafly.com/log");
        ObjectNode metadata = body.withObjectProperty("metadata").put("name", name);
        metadata.withObjectProperty("labels")
                .put("app.kubernetes.io/managed-by", "signal-dr")
                .put(ObjectNames.LOG, ObjectNames.shortened(log))
                .put(ObjectNames.SEGMENT, block.first() == 1 ? "first" : "later");
        metadata.withObjectProperty("annotations").put(ObjectNames.NAME, log);
        return secrets.create(name, body);
    }

    private Optional<Secret> extend(Tail end, StoredBlock block) {
        return secrets.change(ObjectNames.segment(log, end.first()), end.version(), added(block, end.size()));
    }

    /** The block that fills a segment closes it in the same write. */
    private static ObjectNode added(StoredBlock block, int size) {
        ObjectNode change = JsonNodeFactory.instance.objectNode();
        String stored = Base64.getEncoder().encodeToString(block.stored());
        change.withObjectProperty("data").put(block.key(), stored);
        if (size + block.stored().length >= Segment.FULL) {
            change.put("immutable", true);
        }
        return change;
    }

    /** Lists the names of the logs that have a line, in their order. */
    static List<String> names(JournalObjects<Secret, SecretList> secrets) {
        List<String> names = new ArrayList<>();
        secrets.list(
                Map.of(ObjectNames.SEGMENT, "first"),
                PAGE,
                page -> page.forEach(secret ->
                        ObjectNames.annotation(secret, ObjectNames.NAME).ifPresent(names::add)));
        names.sort(null);
        return List.copyOf(names);
    }

    /** Goes through all segments of a log, each of which has to begin where the last one ended. */
    private static final class Walk implements Consumer<List<Secret>> {

        private final String log;
        private final long from;
        private final JournalDriver.LineReader reader;
        private Tail end = Tail.NONE;

        Walk(String log, long from, JournalDriver.LineReader reader) {
            this.log = log;
            this.from = from;
            this.reader = reader;
        }

        @Override
        public void accept(List<Secret> page) {
            List<Secret> ordered = new ArrayList<>(page);
            ordered.sort(Comparator.comparing(secret -> secret.getMetadata().getName()));
            for (Secret secret : ordered) {
                Segment segment = Segment.read(log, end.next(), secret);
                segment.deliver(from, reader);
                end = segment.tail();
            }
        }
    }
}
