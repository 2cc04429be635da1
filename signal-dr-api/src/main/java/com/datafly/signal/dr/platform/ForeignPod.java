package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A pod that uses a connection secret and that no workload keeps which this library restarts: one that nobody keeps, or
 * a controller of another kind.
 *
 * @param keeper what keeps it, as in {@code Rollout/orders}; {@code Pod/NAME}, the pod itself, where nobody does
 * @param uses how its containers come to know the secret
 * @param holding what it holds of it
 * @since 0.1
 */
public record ForeignPod(String keeper, List<SecretUse> uses, PodHolding holding) {

    /** Refuses null; takes a copy. */
    public ForeignPod {
        requireNonNull(keeper, "keeper");
        uses = List.copyOf(uses);
        requireNonNull(holding, "holding");
    }

    @Override
    public String toString() {
        return holding + " of " + keeper;
    }
}
