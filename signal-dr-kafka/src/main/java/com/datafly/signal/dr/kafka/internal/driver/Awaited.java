package com.datafly.signal.dr.kafka.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.kafka.internal.Attempt;
import com.datafly.signal.dr.kafka.internal.KafkaErrors;
import com.datafly.signal.dr.kafka.internal.KafkaRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaFuture;

/**
 * Waits for what Kafka's client was asked, which ends every wait itself, and translates failures.
 *
 * @param request what was sent
 * @param changes whether it changes something
 */
record Awaited(KafkaRequest request, boolean changes) {

    private static final Set<String> SILENCE = Set.of("TimeoutException", "DisconnectException", "NetworkException");

    static Awaited read(KafkaRequest request) {
        return new Awaited(request, false);
    }

    static Awaited change(KafkaRequest request) {
        return new Awaited(request, true);
    }

    /** Returns the answer. */
    <T> T get(String operation, KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException | InterruptedException e) {
            throw failure(Attempt.of(request, operation), e);
        }
    }

    /**
     * Returns the answers to a request about many things; throws if the cluster did not answer about any.
     *
     * @param operation what was asked about each of them, up to its name
     */
    <K, V> Answers<K, V> each(Map<K, KafkaFuture<V>> futures, String operation) {
        Map<K, V> found = new LinkedHashMap<>();
        Map<K, DrException> failed = new LinkedHashMap<>();
        futures.forEach((key, future) -> {
            try {
                found.put(key, future.get());
            } catch (ExecutionException | InterruptedException e) {
                failed.put(key, failure(Attempt.of(request, operation + key).on(name(key)), e));
            }
        });
        if (found.isEmpty()) {
            requireAnswer(failed.values());
        }
        return Answers.of(found, failed);
    }

    /** Returns the things that are not answered within {@code patience}, failures being answers too. */
    <K, V> Set<K> silent(Map<K, KafkaFuture<V>> futures, String operation, Duration patience) {
        try {
            KafkaFuture.allOf(futures.values().toArray(KafkaFuture<?>[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return Set.of();
        } catch (TimeoutException | ExecutionException e) {
            // One failure fails the whole, once all are answered: then nothing is left over here.
            return futures.entrySet().stream()
                    .filter(future -> !future.getValue().isDone())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        } catch (InterruptedException e) {
            throw failure(Attempt.of(request, operation), e);
        }
    }

    /** Throws if what failed, which is everything that was asked about, failed because the cluster did not answer. */
    static void requireAnswer(Collection<DrException> failed) {
        if (failed.stream().allMatch(Awaited::concernsAll)) {
            Comparator<DrException> effect = Comparator.comparing(DrException::effect);
            failed.stream().max(effect).ifPresent(failure -> {
                throw failure;
            });
        }
    }

    /** Translates a failure. */
    DrException failure(Attempt attempt, Throwable thrown) {
        return changes ? KafkaErrors.onChange(attempt, thrown) : KafkaErrors.onRead(attempt, thrown);
    }

    /** Access rules know topics, and no partitions. */
    private static String name(Object key) {
        return key instanceof PartitionId partition ? partition.topic() : key.toString();
    }

    private static boolean concernsAll(DrException failure) {
        return failure.code() == ErrorCode.UNAUTHENTICATED
                || failure.code() == ErrorCode.CANCELLED
                || SILENCE.contains(failure.details().getOrDefault("kafkaError", ""));
    }
}
