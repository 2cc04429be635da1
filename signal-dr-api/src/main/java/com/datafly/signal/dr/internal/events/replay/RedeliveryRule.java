package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.events.DeadLetterRequest;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.RedeliveryHeaders;
import com.datafly.signal.dr.internal.events.copy.CopyRule;
import com.datafly.signal.dr.internal.events.replay.LetterLedger.Fate;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of each letter of a topic, read from its beginning: so it knows which keys have a letter that
 * stays before the one at hand. Not thread-safe.
 */
final class RedeliveryRule implements CopyRule {

    private final OriginHeaders origins;
    private final DeadLetterRequest request;
    private final LetterReader reader;
    private final LetterLedger ledger;
    private final RedeliveryNotes notes;
    private final Map<String, Integer> partitions;
    private final Set<ByteBuffer> behindParked = new HashSet<>();
    private final Set<ByteBuffer> behindWaiting = new HashSet<>();

    /**
     * Makes the rule.
     *
     * @param partitions how many partitions each topic of the cluster has
     */
    RedeliveryRule(
            DeadLetterRequest request, LetterLedger ledger, RedeliveryNotes notes, Map<String, Integer> partitions) {
        this.origins = new OriginHeaders(notes.runId());
        this.request = request;
        this.reader = new LetterReader(request);
        this.ledger = ledger;
        this.notes = notes;
        this.partitions = new HashMap<>(partitions);
    }

    /** Begins at the first letter again. */
    void restart() {
        behindParked.clear();
        behindWaiting.clear();
    }

    @Override
    public @Nullable NewEvent apply(EventRecord event) {
        Fate fate = ledger.fate(event.partition(), event.offset());
        if (fate != Fate.WAITING) {
            if (fate == Fate.PARKED) {
                hold(behindParked, event);
            }
            return null;
        }
        Letter letter = reader.read(event);
        if (!reader.means(event, letter)) {
            hold(behindWaiting, event);
            return null;
        }
        Optional<String> obstacle = obstacle(event, letter);
        if (obstacle.isPresent()) {
            return aside(event, obstacle.get());
        }
        ledger.note(event.partition(), event.offset(), Fate.REDELIVERED);
        notes.redelivered(letter.reason());
        return back(event, letter);
    }

    private Optional<String> obstacle(EventRecord event, Letter letter) {
        ByteBuffer key = key(event);
        if (key != null && request.keepsOrder() && behindParked.contains(key)) {
            return Optional.of("an earlier event of its key was parked");
        }
        if (key != null && request.keepsOrder() && behindWaiting.contains(key)) {
            return Optional.of("");
        }
        if (letter.topic().isEmpty()) {
            return Optional.of("no header tells the topic that it came from");
        }
        String topic = letter.topic().get();
        if (TopicPattern.reserved(topic)
                || topic.equals(request.topic())
                || !partitions.containsKey(topic)
                || request.parkingTopic().filter(topic::equals).isPresent()) {
            return Optional.of("it cannot go back to '" + topic + "'");
        }
        return letter.attempts() < request.maxAttempts()
                ? Optional.empty()
                : Optional.of("it was redelivered " + letter.attempts() + " times");
    }

    /** Parks a letter, or leaves it: so do later ones of its key. One behind a letter that stays is left, too. */
    private @Nullable NewEvent aside(EventRecord event, String why) {
        Optional<String> parking = request.parkingTopic();
        if (why.isEmpty() || parking.isEmpty()) {
            hold(behindWaiting, event);
            notes.leftBehind();
            return null;
        }
        hold(behindParked, event);
        ledger.note(event.partition(), event.offset(), Fate.PARKED);
        notes.parked();
        List<EventHeader> headers = new ArrayList<>(event.headers());
        headers.add(EventHeader.of(RedeliveryHeaders.PARKED, why));
        return NewEvent.copyOf(event, new PartitionId(parking.get(), NewEvent.BY_KEY))
                .timestampMillis(NewEvent.NOW)
                .headers(headers);
    }

    private NewEvent back(EventRecord event, Letter letter) {
        String topic = letter.topic().orElseThrow();
        int partition = letter.partition() < partitions.getOrDefault(topic, 0) ? letter.partition() : NewEvent.BY_KEY;
        List<EventHeader> headers = origins.headers(event, header -> !tellsOfDeath(header));
        headers.add(EventHeader.of(RedeliveryHeaders.ATTEMPTS, Integer.toString(letter.attempts() + 1)));
        return NewEvent.copyOf(event, new PartitionId(topic, partition))
                .timestampMillis(NewEvent.NOW)
                .headers(headers);
    }

    private boolean tellsOfDeath(String header) {
        return header.startsWith("__connect.errors.")
                || header.startsWith("kafka_dlt-")
                || header.equals(RedeliveryHeaders.ATTEMPTS)
                || header.equals(RedeliveryHeaders.PARKED)
                || request.reasonHeaders().contains(header)
                || request.topicHeaders().contains(header)
                || request.partitionHeaders().contains(header);
    }

    private static void hold(Set<ByteBuffer> held, EventRecord event) {
        ByteBuffer key = key(event);
        if (key != null) {
            held.add(key);
        }
    }

    private static @Nullable ByteBuffer key(EventRecord event) {
        byte[] key = event.key();
        return key == null ? null : ByteBuffer.wrap(key);
    }
}
