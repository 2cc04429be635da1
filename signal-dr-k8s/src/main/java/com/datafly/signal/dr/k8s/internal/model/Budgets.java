package com.datafly.signal.dr.k8s.internal.model;

import com.datafly.signal.dr.platform.DisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetSpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;

/** Makes budgets from Kubernetes' own. */
public final class Budgets {

    private Budgets() {}

    /** Describes one. */
    public static DisruptionBudget of(PodDisruptionBudget budget) {
        PodDisruptionBudgetSpec spec = budget.getSpec() == null ? new PodDisruptionBudgetSpec() : budget.getSpec();
        PodDisruptionBudgetStatus status =
                budget.getStatus() == null ? new PodDisruptionBudgetStatus() : budget.getStatus();
        return new DisruptionBudget(
                budget.getMetadata().getName(),
                Selectors.of(spec.getSelector()),
                Fields.amount(spec.getMinAvailable()),
                Fields.amount(spec.getMaxUnavailable()),
                Fields.number(status.getExpectedPods()),
                Fields.number(status.getCurrentHealthy()),
                Fields.number(status.getDisruptionsAllowed()),
                Fields.number(status.getObservedGeneration())
                        >= Math.max(1, Fields.number(budget.getMetadata().getGeneration())));
    }
}
