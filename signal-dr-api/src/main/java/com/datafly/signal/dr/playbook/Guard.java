package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.platform.PlatformAction;
import java.util.Map;
import java.util.Set;

/**
 * Something that must hold for a step: asked when the run plans it, again right before its action, or after it. A guard
 * only reads; asking it again does no harm.
 *
 * <p>A guard is part of a playbook's definition by its name, kind and parameters, so a change of any of them is another
 * definition. What it throws counts as {@link GuardResult#error}.
 *
 * <p>Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface Guard {

    /** Returns what must hold, in a few words, as in {@code database identity}. */
    String name();

    /** Returns what it protects against. */
    GuardKind kind();

    /** Returns what it was told to look for, by name: part of the definition's hash, never a secret. */
    default Map<String, String> parameters() {
        return Map.of();
    }

    /**
     * Returns what it is lost with, where it asks something else than the provider: a probe, a log, a monitor. A plan
     * refuses a guard that lies in what is being recovered, for it could not be asked when it matters.
     */
    default Set<FailureDomain> failureDomains() {
        return Set.of();
    }

    /** Returns what it does at the platform: a plan asks beforehand whether that is allowed. By default nothing. */
    default Set<PlatformAction> platformActions() {
        return Set.of();
    }

    /** Looks. */
    GuardResult check(StepContext context);
}
