package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.internal.platform.rollout.Restart;
import com.datafly.signal.dr.platform.Pod;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which pods surely began after the secret got its values: those of a restart for it, those that come while somebody
 * looks, and those of which it is noted that they were not there. What a file says now proves nothing of the others: it
 * follows the secret, and a process that read it before does not. Nor does it of a pod whose file was seen to follow
 * late. Not thread-safe.
 */
final class Newcomers {

    private final Optional<String> key;
    private final Optional<Set<String>> noted;
    private final Set<String> residents = new HashSet<>();
    private final Set<String> late = new HashSet<>();
    private boolean met;

    private Newcomers(Optional<String> key, Optional<Set<String>> noted) {
        this.key = key;
        this.noted = noted;
    }

    /** Knows the pods of a restart by its key, and the others by their coming. */
    static Newcomers since(String key) {
        return new Newcomers(Optional.of(key), Optional.empty());
    }

    /** Knows besides, of the pods that no workload keeps, which were there once the secret had its values. */
    static Newcomers since(String key, Collection<String> strays) {
        return new Newcomers(Optional.of(key), Optional.of(Set.copyOf(strays)));
    }

    /** Takes every pod for one, as where no change is under way. */
    static Newcomers all() {
        return new Newcomers(Optional.empty(), Optional.empty());
    }

    /** Looks at all pods; those that are there the first time may have been there before. */
    void meet(Consumers found) {
        if (!met) {
            found.pods().forEach(pod -> residents.add(pod.uid()));
            noted.ifPresent(uids -> residents.removeAll(unnoted(found.residents(), uids)));
            met = true;
        }
    }

    private static List<String> unnoted(List<String> strays, Set<String> noted) {
        return strays.stream().filter(uid -> !noted.contains(uid)).toList();
    }

    /** Notes that a pod's file has other values than the secret: its process may have read them by now. */
    void isLate(Pod pod) {
        late.add(pod.uid());
    }

    boolean has(Pod pod) {
        return key.isEmpty()
                || key.equals(Optional.ofNullable(pod.annotations().get(Restart.RESTARTED_BY)))
                || !residents.contains(pod.uid());
    }

    /** Tells whether the file of a pod was right whenever somebody looked, from its beginning on. */
    boolean hasRead(Pod pod) {
        return has(pod) && !late.contains(pod.uid());
    }
}
