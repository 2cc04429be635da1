package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.operation.OperationKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.Tag;

/**
 * What is noted on an instance before it is handed over, since RDS tells of a reboot nothing but that it goes on.
 *
 * @param key whose failover it is
 * @param zone the zone that is to be left
 * @param since when it was noted
 */
record FailoverMark(OperationKey key, String zone, Instant since) {

    private static final int PARTS = 3;

    static Optional<FailoverMark> find(List<Tag> tags, OperationKey key) {
        return RdsTags.find(tags, RdsTags.FAILOVER)
                .map(text -> text.split(" ", -1))
                .filter(parts -> parts.length == PARTS && parts[0].equals(key.value()))
                .flatMap(parts -> parse(key, parts[1], parts[2]));
    }

    private static Optional<FailoverMark> parse(OperationKey key, String zone, String since) {
        try {
            return Optional.of(new FailoverMark(key, zone, Instant.parse(since)));
        } catch (DateTimeException e) {
            // Somebody wrote into our tag: what is there is no mark.
            return Optional.empty();
        }
    }

    /** Returns the tag's value. */
    String toText() {
        return key.value() + " " + zone + " " + since;
    }
}
