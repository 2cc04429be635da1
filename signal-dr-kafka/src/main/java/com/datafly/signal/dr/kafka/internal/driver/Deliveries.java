package com.datafly.signal.dr.kafka.internal.driver;

import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.kafka.internal.Attempt;
import com.datafly.signal.dr.kafka.internal.KafkaErrors;
import com.datafly.signal.dr.kafka.internal.KafkaRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What became of the events that were sent since the last flush. Thread-safe. */
final class Deliveries {

    private final AtomicReference<@Nullable Refused> first = new AtomicReference<>();
    private final Map<Class<?>, Refused> kinds = new ConcurrentHashMap<>();
    private volatile boolean acknowledged;

    /**
     * An event that was not acknowledged.
     *
     * @param topic where it was to go
     * @param failure why it did not
     */
    record Refused(String topic, Exception failure) {

        Attempt attempt() {
            return writing(topic);
        }
    }

    static Attempt writing(String topic) {
        return Attempt.of(KafkaRequest.PRODUCE, "write to " + topic).on(topic);
    }

    void acknowledged() {
        if (!acknowledged) {
            acknowledged = true;
        }
    }

    void refused(String topic, Exception failure) {
        Refused refused = new Refused(topic, failure);
        first.compareAndSet(null, refused);
        kinds.putIfAbsent(failure.getClass(), refused);
    }

    /** Returns the first event that was not acknowledged. */
    Optional<Refused> firstRefused() {
        return Optional.ofNullable(first.get());
    }

    /** Tells, once all are answered, whether any was written. */
    Effect effect() {
        if (acknowledged) {
            return Effect.APPLIED;
        }
        boolean unclear = kinds.values().stream()
                .anyMatch(refused -> KafkaErrors.onChange(refused.attempt(), refused.failure())
                                .effect()
                        == Effect.UNKNOWN);
        return unclear ? Effect.UNKNOWN : Effect.NONE;
    }

    void forget() {
        first.set(null);
        kinds.clear();
        acknowledged = false;
    }
}
