package com.datafly.signal.dr.events;

import com.datafly.signal.dr.DrException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answers to one question about many things, some of which may have failed. Thread-safe.
 *
 * @param <K> what was asked about
 * @param <V> the answer
 * @since 0.1
 */
public final class Answers<K, V> {

    private final Map<K, V> found;
    private final Map<K, DrException> failed;

    private Answers(Map<K, V> found, Map<K, DrException> failed) {
        this.found = Collections.unmodifiableMap(new LinkedHashMap<>(found));
        this.failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
    }

    /** Takes copies. */
    public static <K, V> Answers<K, V> of(Map<K, V> found, Map<K, DrException> failed) {
        return new Answers<>(found, failed);
    }

    /** Returns the answers; what has none and did not fail is not there. */
    public Map<K, V> found() {
        return found;
    }

    /** Returns why the others failed. */
    public Map<K, DrException> failed() {
        return failed;
    }

    /** Returns the answers, or throws the first failure. */
    public Map<K, V> orThrow() {
        failed.values().stream().findFirst().ifPresent(failure -> {
            throw failure;
        });
        return found;
    }
}
