package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who uses a connection secret, who writes it, and which pods hold what it has now. It holds no value. Immutable.
 *
 * @since 0.1
 */
public final class ConnectionReport {

    private final String secret;
    private final Set<String> keys;
    private final List<SecretOwner> owners;
    private final List<ConnectionConsumer> consumers;
    private final SwitchState state;
    private final @Nullable String changedBy;
    private final List<ForeignPod> foreign;
    private final List<String> copies;

    private ConnectionReport(
            String secret,
            Set<String> keys,
            List<SecretOwner> owners,
            List<ConnectionConsumer> consumers,
            Mark mark,
            List<ForeignPod> foreign,
            List<String> copies) {
        this.secret = secret;
        this.keys = Set.copyOf(keys);
        this.owners = List.copyOf(owners);
        this.consumers = List.copyOf(consumers);
        this.state = mark.state();
        this.changedBy = mark.changedBy().orElse(null);
        this.foreign = List.copyOf(foreign);
        this.copies = List.copyOf(copies);
    }

    /**
     * Collects what was found.
     *
     * @param keys the keys that pods were asked for
     * @param mark what this library noted at the secret
     */
    public static ConnectionReport of(
            String secret, Set<String> keys, List<SecretOwner> owners, List<ConnectionConsumer> consumers, Mark mark) {
        return new ConnectionReport(
                requireNonNull(secret, "secret"), keys, owners, consumers, mark, List.of(), List.of());
    }

    /**
     * Returns the same with what else was found.
     *
     * @param pods the pods that use it and that no workload keeps
     * @param tools who copies it to other namespaces
     */
    public ConnectionReport and(List<ForeignPod> pods, List<String> tools) {
        return new ConnectionReport(secret, keys, owners, consumers, new Mark(state, changedBy()), pods, tools);
    }

    /** Returns the secret's name. */
    public String secret() {
        return secret;
    }

    /** Returns the keys that pods were asked for. */
    public Set<String> keys() {
        return keys;
    }

    /** Returns who writes the secret besides us. */
    public List<SecretOwner> owners() {
        return owners;
    }

    /** Returns who uses it. */
    public List<ConnectionConsumer> consumers() {
        return consumers;
    }

    /** Returns the pods that use it and that no workload keeps which this library restarts. */
    public List<ForeignPod> foreign() {
        return foreign;
    }

    /** Returns who copies it to other namespaces, and to which: what pods hold there is not told here. */
    public List<String> copies() {
        return copies;
    }

    /** Returns whether a switch of this library is under way. */
    public SwitchState state() {
        return state;
    }

    /** Returns the key of the step, or undo, that changed the secret last, as long as its mark is there. */
    public Optional<String> changedBy() {
        return Optional.ofNullable(changedBy);
    }

    /** Returns the pods that do not surely hold what the secret has now. */
    public List<PodHolding> doubtful() {
        return pods().filter(pod -> pod.state() != PodHolding.State.CURRENT).toList();
    }

    private Stream<PodHolding> pods() {
        return Stream.concat(
                consumers.stream().flatMap(consumer -> consumer.pods().stream()),
                foreign.stream().map(ForeignPod::holding));
    }

    @Override
    public String toString() {
        return "secret/" + secret + " " + state + ", " + consumers.size() + " consumers, " + pods().count()
                + " pods, doubtful: " + doubtful();
    }

    /**
     * What this library noted at the secret.
     *
     * @param state whether a switch is under way
     * @param changedBy the key of the step, or undo, that changed it
     */
    public record Mark(SwitchState state, Optional<String> changedBy) {}

    /** Whether a switch of this library is under way. */
    public enum SwitchState {
        /** None is. */
        CLEAN,
        /** The secret has new values, and pods may still hold the former ones. */
        OPEN,
        /** The secret has new values, all pods were accounted for, and the former values are kept. */
        SETTLED,
        /** The secret has the former values again, and pods may still hold the new ones. */
        RETURNING
    }
}
