package com.datafly.signal.dr.internal.events.retention;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.internal.StreamResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads and changes one setting of many topics, in few requests. */
final class SettingsChanges {

    /** A cluster refuses a request that changes more settings: its controller writes them in one batch. */
    private static final int LARGEST_REQUEST = 5_000;

    private static final int ROUNDS = 4;
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Brokers hear of a change after the controller, usually in milliseconds. */
    private static final Duration SETTLING = Duration.ofMinutes(1);

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

    private final StreamResource resource;
    private final String operation;
    private final Runnable beforeRequest;

    SettingsChanges(StreamResource resource, String operation, Runnable beforeRequest) {
        this.resource = resource;
        this.operation = operation;
        this.beforeRequest = beforeRequest;
    }

    /** Reads the time of topics. */
    Answers<String, Map<String, TopicSetting>> read(Set<String> topics) {
        return resource.read(operation, driver -> driver.settings(topics, Set.of(TopicSettings.RETENTION_MS)));
    }

    /** Asks which changes the cluster would refuse for good, and why; changes nothing. */
    Map<String, DrException> check(Map<String, String> wanted) {
        Map<String, DrException> refused = new LinkedHashMap<>();
        for (Map<String, Map<String, Optional<String>>> part : parts(wanted)) {
            resource.read(operation, driver -> driver.changeSettings(part, true))
                    .forEach((topic, why) -> {
                        if (!passing(why)) {
                            refused.put(topic, why);
                        }
                    });
        }
        return refused;
    }

    /**
     * Changes topics, those that were refused for now again, and reads them back.
     *
     * @return the topics that do not have what is wanted, or may not, and why
     */
    Map<String, DrException> change(Map<String, String> wanted) {
        Map<String, DrException> failed = new LinkedHashMap<>();
        Map<String, String> open = new LinkedHashMap<>(wanted);
        for (int round = 0; round < ROUNDS && !open.isEmpty(); round++) {
            if (round > 0) {
                pause(PAUSE);
            }
            failed.keySet().removeAll(open.keySet());
            if (!request(open, failed)) {
                break;
            }
            open.keySet().removeIf(topic -> !failed.containsKey(topic) || !passing(failed.get(topic)));
        }
        confirm(wanted, failed);
        return failed;
    }

    /** Tells whether the cluster answered at all; if not, whatever was not asked for by then failed too. */
    private boolean request(Map<String, String> wanted, Map<String, DrException> failed) {
        Map<String, String> left = new LinkedHashMap<>(wanted);
        for (Map<String, Map<String, Optional<String>>> part : parts(wanted)) {
            try {
                beforeRequest.run();
                failed.putAll(resource.change(operation, driver -> driver.changeSettings(part, false)));
            } catch (DrException e) {
                part.keySet().forEach(topic -> failed.put(topic, e));
                left.keySet().removeAll(part.keySet());
                left.keySet().forEach(topic -> failed.put(topic, notAsked(e)));
                return false;
            }
            left.keySet().removeAll(part.keySet());
        }
        return true;
    }

    /** Reads back what was changed, or may have been. */
    private void confirm(Map<String, String> wanted, Map<String, DrException> failed) {
        Map<String, String> touched = new LinkedHashMap<>(wanted);
        touched.keySet()
                .removeIf(
                        topic -> failed.containsKey(topic) && failed.get(topic).effect() == Effect.NONE);
        if (touched.isEmpty()) {
            return;
        }
        try {
            Map<String, DrException> others = verify(touched);
            touched.keySet().removeAll(others.keySet());
            failed.keySet().removeAll(touched.keySet());
            others.forEach(failed::putIfAbsent);
        } catch (DrException e) {
            touched.keySet().forEach(topic -> failed.putIfAbsent(topic, unconfirmed(e)));
        }
    }

    private DrException notAsked(DrException cause) {
        return DrException.create(
                cause.code(),
                operation,
                "not asked for after a failure: " + cause.problem(),
                failure -> failure.cause(cause));
    }

    private DrException unconfirmed(DrException cause) {
        return DrException.create(
                cause.code(),
                operation,
                "the cluster took the change, but it could not be read back: " + cause.problem(),
                failure -> failure.effect(Effect.UNKNOWN).cause(cause));
    }

    /** Returns the topics that do not have what is wanted after a while. */
    private Map<String, DrException> verify(Map<String, String> wanted) {
        Map<String, String> open = new LinkedHashMap<>(wanted);
        long end = resource.time().nanoTime() + SETTLING.toNanos();
        while (true) {
            if (open.isEmpty()) {
                return Map.of();
            }
            Answers<String, Map<String, TopicSetting>> seen = read(Set.copyOf(open.keySet()));
            open.entrySet().removeIf(entry -> value(seen, entry.getKey()).equals(Optional.of(entry.getValue())));
            if (resource.time().nanoTime() >= end) {
                Map<String, DrException> failed = new LinkedHashMap<>();
                open.forEach((topic, value) -> failed.put(topic, notKept(topic, value, seen)));
                return failed;
            }
            if (!open.isEmpty()) {
                pause(LOOK_INTERVAL);
            }
        }
    }

    /** Returns what a topic has, if it could be read. */
    static Optional<String> value(Answers<String, Map<String, TopicSetting>> answers, String topic) {
        return Optional.ofNullable(answers.found().get(topic))
                .map(settings -> settings.get(TopicSettings.RETENTION_MS))
                .map(TopicSetting::value);
    }

    private DrException notKept(String topic, String wanted, Answers<String, Map<String, TopicSetting>> seen) {
        DrException unreadable = seen.failed().get(topic);
        return DrException.create(
                unreadable == null ? ErrorCode.CONFLICT : unreadable.code(),
                operation,
                "the cluster took " + TopicSettings.RETENTION_MS + "=" + wanted + " for '" + topic + "' but "
                        + (unreadable == null
                                ? "has " + value(seen, topic).orElse("none")
                                : "it cannot be read back: " + unreadable.problem()),
                failure -> failure.effect(Effect.UNKNOWN)
                        .resource(resource.address().toString())
                        .hint("Look for what else sets it, as replication that copies the source's settings."));
    }

    private static List<Map<String, Map<String, Optional<String>>>> parts(Map<String, String> wanted) {
        List<Map<String, Map<String, Optional<String>>>> parts = new ArrayList<>();
        List<String> topics = new ArrayList<>(wanted.keySet());
        for (int from = 0; from < topics.size(); from += LARGEST_REQUEST) {
            parts.add(part(topics.subList(from, Math.min(topics.size(), from + LARGEST_REQUEST)), wanted));
        }
        return parts;
    }

    private static Map<String, Map<String, Optional<String>>> part(
            Collection<String> topics, Map<String, String> wanted) {
        Map<String, Map<String, Optional<String>>> part = new LinkedHashMap<>();
        topics.forEach(
                topic -> part.put(topic, Map.of(TopicSettings.RETENTION_MS, Optional.ofNullable(wanted.get(topic)))));
        return part;
    }

    /** Tells whether the same request may succeed later, nothing having happened so far. */
    private static boolean passing(DrException failure) {
        return failure.effect() == Effect.NONE
                && (failure.retry() == RetryAdvice.SAFE || failure.retry() == RetryAdvice.AFTER);
    }

    private void pause(Duration duration) {
        try {
            resource.time().sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.create(
                    ErrorCode.CANCELLED,
                    operation,
                    "the waiting thread was interrupted",
                    failure -> failure.effect(Effect.UNKNOWN).hint("Make a new plan: it shows what is left."));
        }
    }
}
