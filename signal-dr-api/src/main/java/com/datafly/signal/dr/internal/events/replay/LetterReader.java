package com.datafly.signal.dr.internal.events.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.events.DeadLetterRequest;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.RedeliveryHeaders;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Reads the headers of dead letters, and tells which letters are meant. */
final class LetterReader {

    private final DeadLetterRequest request;

    LetterReader(DeadLetterRequest request) {
        this.request = request;
    }

    Letter read(EventRecord event) {
        return new Letter(
                first(event, request.reasonHeaders()).map(EventHeader::text).orElse(Letter.UNKNOWN),
                first(event, request.topicHeaders()).map(EventHeader::text),
                first(event, request.partitionHeaders())
                        .map(LetterReader::number)
                        .orElse(NewEvent.BY_KEY),
                event.header(RedeliveryHeaders.ATTEMPTS)
                        .map(header -> Math.max(0, parsed(header.text(), 0)))
                        .orElse(0));
    }

    /** Tells whether the request means a letter. */
    boolean means(EventRecord event, Letter letter) {
        byte[] key = event.key();
        long time = event.timestampMillis();
        return request.from().map(from -> time >= from.toEpochMilli()).orElse(true)
                && request.to().map(to -> time < to.toEpochMilli()).orElse(true)
                && (request.reasons().isEmpty()
                        || request.reasons().stream()
                                .anyMatch(pattern -> TopicPattern.matches(pattern, letter.reason())))
                && (request.keys().isEmpty() || (key != null && request.keys().contains(new String(key, UTF_8))))
                && request.predicate().test(event);
    }

    private static Optional<EventHeader> first(EventRecord event, List<String> names) {
        return names.stream().map(event::header).flatMap(Optional::stream).findFirst();
    }

    /** Kafka Connect writes text, Spring four bytes. Four digits are text: no topic has so many partitions. */
    private static int number(EventHeader header) {
        byte[] value = header.value();
        boolean digits = !header.text().isEmpty() && header.text().chars().allMatch(Character::isDigit);
        if (value != null && value.length == Integer.BYTES && !digits) {
            return Math.max(NewEvent.BY_KEY, ByteBuffer.wrap(value).getInt());
        }
        return parsed(header.text(), NewEvent.BY_KEY);
    }

    private static int parsed(String text, int otherwise) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
