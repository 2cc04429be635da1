package com.datafly.signal.dr.internal.playbook.workload;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.playbook.StepContext;
import java.util.Map;
import java.util.stream.Collectors;

/** What a person types where no JVM is left. */
final class Kubectl {

    private final String namespace;

    private Kubectl(String namespace) {
        this.namespace = namespace;
    }

    static Kubectl of(StepContext context) {
        ResourceAddress address = context.platform().address();
        return new Kubectl(address.location());
    }

    /** Lists pods with their nodes and restarts. */
    String pods(Map<String, String> labels) {
        return "kubectl get pods -n " + namespace + chosen(labels) + " -o wide";
    }

    String budgets() {
        return "kubectl get poddisruptionbudgets -n " + namespace;
    }

    String images() {
        return "kubectl get pods -n " + namespace + " -o jsonpath='{range .items[*]}{.metadata.name}{\"\\t\"}"
                + "{range .status.containerStatuses[*]}{.image}{\" \"}{.imageID}{\" \"}{end}{\"\\n\"}{end}'";
    }

    private static String chosen(Map<String, String> labels) {
        return labels.isEmpty()
                ? ""
                : " -l "
                        + labels.entrySet().stream()
                                .map(label -> label.getKey() + "=" + label.getValue())
                                .sorted()
                                .collect(Collectors.joining(","));
    }
}
