package com.datafly.signal.dr.internal.platform.health;

import com.datafly.signal.dr.platform.HealthFinding;
import com.datafly.signal.dr.platform.HealthFinding.Kind;
import com.datafly.signal.dr.platform.HealthFinding.Severity;
import com.datafly.signal.dr.platform.Node;
import com.datafly.signal.dr.platform.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The nodes of a platform, as far as they may be looked at. */
final class Machines {

    private final @Nullable Map<String, Node> nodes;

    /** Takes what was listed; null where that may not be done. */
    Machines(@Nullable List<Node> listed) {
        this.nodes = listed == null ? null : byName(listed);
    }

    private static Map<String, Node> byName(List<Node> listed) {
        Map<String, Node> byName = new HashMap<>();
        listed.forEach(node -> byName.put(node.name(), node));
        return byName;
    }

    /** Says why a pod's node does nothing; empty if it is alive, or nobody knows, or the pod has none. */
    Optional<String> death(Pod pod) {
        return nodes == null ? Optional.empty() : pod.node().flatMap(name -> death(name, nodes.get(name)));
    }

    private static Optional<String> death(String name, @Nullable Node node) {
        if (node == null) {
            return Optional.of("its node " + name + " is gone");
        }
        return node.ready() ? Optional.empty() : Optional.of("its node " + name + " is not ready" + because(node));
    }

    private static String because(Node node) {
        return node.reason().map(reason -> " (" + reason + ")").orElse("");
    }

    /** Returns what a person should know of the nodes themselves: pods suffer by them, and say so. */
    List<HealthFinding> findings() {
        List<HealthFinding> findings = new ArrayList<>();
        for (Node node : nodes == null ? List.<Node>of() : nodes.values()) {
            if (!node.ready()) {
                findings.add(note(Kind.NODE_NOT_READY, node, "it is not ready" + because(node)));
            }
            if (!node.pressures().isEmpty()) {
                findings.add(note(Kind.NODE_PRESSURE, node, "it is short of something: " + node.pressures()));
            }
            if (!node.schedulable()) {
                findings.add(note(Kind.NODE_CLOSED, node, "it is given no new pods"));
            }
        }
        return findings;
    }

    private static HealthFinding note(Kind kind, Node node, String detail) {
        return new HealthFinding(kind, Severity.NOTE, "node/" + node.name(), detail);
    }
}
