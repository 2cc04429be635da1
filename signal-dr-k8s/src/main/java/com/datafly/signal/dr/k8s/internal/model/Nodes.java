package com.datafly.signal.dr.k8s.internal.model;

import com.datafly.signal.dr.platform.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes nodes from Kubernetes' own. */
public final class Nodes {

    private Nodes() {}

    /** Describes one; of which it is not known whether it is ready, it is not. */
    public static Node of(io.fabric8.kubernetes.api.model.Node node) {
        List<NodeCondition> conditions = node.getStatus() == null
                ? List.of()
                : Fields.list(node.getStatus().getConditions());
        Optional<NodeCondition> readiness = conditions.stream()
                .filter(condition -> "Ready".equals(condition.getType()))
                .findFirst();
        boolean ready = readiness
                .filter(condition -> "True".equals(condition.getStatus()))
                .isPresent();
        boolean cordoned = node.getSpec() != null && Fields.yes(node.getSpec().getUnschedulable());
        return new Node(
                node.getMetadata().getName(),
                ready,
                !cordoned,
                conditions.stream()
                        .filter(condition -> !"Ready".equals(condition.getType()))
                        .filter(condition -> "True".equals(condition.getStatus()))
                        .map(NodeCondition::getType)
                        .collect(Collectors.toSet()),
                ready ? Optional.empty() : Optional.of(reason(readiness)));
    }

    private static String reason(Optional<NodeCondition> readiness) {
        return readiness
                .map(condition -> Fields.text(condition.getReason())
                        + (Fields.text(condition.getMessage()).isEmpty() ? "" : ": " + condition.getMessage()))
                .filter(text -> !text.isEmpty())
                .orElse("it never said that it is");
    }
}
