package com.datafly.signal.dr.k8s.internal.model;

import com.datafly.signal.dr.platform.LabelSelector;
import com.datafly.signal.dr.platform.LabelSelector.Operator;
import com.datafly.signal.dr.platform.LabelSelector.Requirement;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes selectors from Kubernetes' own. */
final class Selectors {

    private static final String ANY = "app";

    /** What no labels can meet: a missing selector chooses nothing, where an empty one chooses all. */
    private static final LabelSelector NOTHING = LabelSelector.of(
            Map.of(),
            List.of(
                    new Requirement(ANY, Operator.EXISTS, Set.of()),
                    new Requirement(ANY, Operator.DOES_NOT_EXIST, Set.of())));

    private Selectors() {}

    static LabelSelector of(io.fabric8.kubernetes.api.model.@Nullable LabelSelector selector) {
        if (selector == null) {
            return NOTHING;
        }
        return LabelSelector.of(
                Fields.map(selector.getMatchLabels()),
                Fields.list(selector.getMatchExpressions()).stream()
                        .map(Selectors::requirement)
                        .toList());
    }

    private static Requirement requirement(LabelSelectorRequirement wanted) {
        Operator operator = switch (wanted.getOperator()) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            default -> throw new IllegalArgumentException("selector operator " + wanted.getOperator());
        };
        return new Requirement(wanted.getKey(), operator, Set.copyOf(Fields.list(wanted.getValues())));
    }
}
