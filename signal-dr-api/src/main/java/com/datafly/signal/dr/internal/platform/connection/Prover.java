package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.PlatformResource;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Looks until every pod holds what the secret has, new consumers and ending pods included, or the time is over. */
final class Prover {

    private static final Duration POLL = Duration.ofSeconds(2);

    /** A container that is just starting cannot be looked into for a moment. */
    private static final int LOOKS_AT_UNSEEN = 3;

    private final Transaction switched;
    private final Newcomers newcomers;
    private final Supplier<LiveSecret> secret;
    private final Set<String> proven = new HashSet<>();

    /**
     * Looks on behalf of one switch.
     *
     * @param newcomers which pods surely began after the secret got its values
     * @param secret reads the secret, and throws if somebody else changed it
     */
    Prover(Transaction switched, Newcomers newcomers, Supplier<LiveSecret> secret) {
        this.switched = switched;
        this.newcomers = newcomers;
        this.secret = secret;
    }

    /** Looks once, into those pods that were not seen to hold it before: the secret is the same each time. */
    Proof look() {
        PlatformResource resource = switched.resource();
        List<String> keys = switched.prepared().keys();
        LiveSecret live = secret.get();
        Consumers found = Consumers.find(resource, live.name(), keys);
        return new Proof(new Holdings(resource, live.hashes(keys), newcomers, proven).of(found));
    }

    /** Looks until nothing is left to wait for. */
    Proof await() {
        PlatformResource resource = switched.resource();
        long begin = resource.time().nanoTime();
        Map<String, Integer> looks = new HashMap<>();
        while (true) {
            Proof proof = look();
            proof.unseen().forEach(pod -> looks.merge(pod.pod(), 1, Integer::sum));
            boolean settled = proof.wrong().isEmpty()
                    && proof.unseen().stream().allMatch(pod -> looks.getOrDefault(pod.pod(), 0) >= LOOKS_AT_UNSEEN);
            Duration took = Duration.ofNanos(resource.time().nanoTime() - begin);
            boolean late = took.compareTo(switched.terms().provenWithin()) >= 0
                    || switched.context().remaining().isZero();
            if (settled || late) {
                return proof;
            }
            pause(resource);
        }
    }

    private void pause(PlatformResource resource) {
        try {
            resource.time().sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.of(
                    ErrorCode.CANCELLED, switched.context().stepId(), "the waiting thread was interrupted");
        }
    }
}
