package com.datafly.signal.dr.kafka.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What MSK Serverless lets nobody change, said before it is asked. */
final class Serverless {

    /** The settings of topics that can be changed there, by its documentation. */
    static final List<String> ALTERABLE = List.of(
            "compression.type",
            "max.message.bytes",
            "message.timestamp.after.max.ms",
            "message.timestamp.before.max.ms",
            "message.timestamp.difference.max.ms",
            "message.timestamp.type",
            "retention.bytes",
            "retention.ms");

    private Serverless() {}

    /** Returns why the changes of one topic are refused, if they are. */
    static Optional<DrException> refusal(String topic, Map<String, Optional<String>> changes) {
        Set<String> refused = new TreeSet<>(changes.keySet());
        ALTERABLE.forEach(refused::remove);
        return refused.isEmpty()
                ? Optional.empty()
                : Optional.of(DrException.create(
                        ErrorCode.UNSUPPORTED,
                        "change settings of topic " + topic,
                        "MSK Serverless does not change " + String.join(", ", refused),
                        failure -> failure.hint("It changes only " + String.join(", ", ALTERABLE) + ".")));
    }
}
