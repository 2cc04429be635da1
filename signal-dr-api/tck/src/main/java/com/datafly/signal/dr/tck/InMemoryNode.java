package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.platform.Node;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A machine of an {@link InMemoryPlatform}. Guarded by its monitor. */
final class InMemoryNode {

    private final String name;
    private boolean alive = true;
    private boolean ready = true;
    private boolean schedulable = true;
    private @Nullable Instant missedSince;
    private Set<String> pressures = Set.of();

    InMemoryNode(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Tells whether it does anything, which the platform learns later. */
    boolean alive() {
        return alive;
    }

    boolean ready() {
        return ready;
    }

    void alive(boolean isAlive) {
        alive = isAlive;
    }

    void schedulable(boolean isSchedulable) {
        schedulable = isSchedulable;
    }

    void pressures(Set<String> all) {
        pressures = Set.copyOf(all);
    }

    boolean takesPods() {
        return ready && schedulable;
    }

    /** Lets the platform notice whether it lives; tells whether that is news. */
    boolean heartbeat(Instant now) {
        boolean news = ready != alive;
        ready = alive;
        if (news) {
            missedSince = alive ? null : now;
        }
        return news;
    }

    /** Returns since when it is missed. */
    Optional<Instant> missedSince() {
        return Optional.ofNullable(missedSince);
    }

    Node describe() {
        return new Node(
                name,
                ready,
                schedulable,
                pressures,
                ready ? Optional.empty() : Optional.of("NodeStatusUnknown: Kubelet stopped posting node status."));
    }
}
