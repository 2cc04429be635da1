package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.platform.DisruptionBudget;
import com.datafly.signal.dr.platform.LabelSelector;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A budget of an {@link InMemoryPlatform}. Guarded by its monitor. */
final class InMemoryBudget {

    private final String name;
    private final LabelSelector selector;
    private final @Nullable String minAvailable;
    private final @Nullable String maxUnavailable;
    private int expected;
    private int healthy;
    private int wanted;
    private int allowed;
    private boolean observed;

    InMemoryBudget(
            String name, LabelSelector selector, @Nullable String minAvailable, @Nullable String maxUnavailable) {
        this.name = name;
        this.selector = selector;
        this.minAvailable = minAvailable;
        this.maxUnavailable = maxUnavailable;
    }

    String name() {
        return name;
    }

    LabelSelector selector() {
        return selector;
    }

    int allowed() {
        return observed ? allowed : 0;
    }

    /** Tells whether pods that are not ready may go without counting, for enough others are. */
    boolean enoughHealthy() {
        return observed && healthy >= wanted && wanted > 0;
    }

    /** Takes one eviction into account. */
    void spend() {
        allowed--;
    }

    /** Takes what was counted; tells whether that is news. */
    boolean count(int expectedPods, int healthyPods) {
        DisruptionBudget before = describe();
        expected = expectedPods;
        healthy = healthyPods;
        wanted = maxUnavailable != null
                ? Math.max(0, expectedPods - share(maxUnavailable, expectedPods))
                : share(Optional.ofNullable(minAvailable).orElse("1"), expectedPods);
        allowed = expectedPods <= 0 ? 0 : Math.max(0, healthyPods - wanted);
        observed = true;
        return !before.equals(describe());
    }

    private static int share(String amount, int whole) {
        if (!amount.endsWith("%")) {
            return Integer.parseInt(amount);
        }
        int percent = Integer.parseInt(amount.substring(0, amount.length() - 1));
        return (whole * percent + 99) / 100;
    }

    DisruptionBudget describe() {
        return new DisruptionBudget(
                name,
                selector,
                Optional.ofNullable(minAvailable),
                Optional.ofNullable(maxUnavailable),
                expected,
                healthy,
                allowed,
                observed);
    }
}
