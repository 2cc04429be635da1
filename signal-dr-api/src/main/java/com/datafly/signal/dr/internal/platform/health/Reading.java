package com.datafly.signal.dr.internal.platform.health;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.platform.HealthFinding;
import com.datafly.signal.dr.platform.HealthFinding.Kind;
import com.datafly.signal.dr.platform.HealthFinding.Severity;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.Node;
import com.datafly.signal.dr.platform.PlatformEvent;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.spi.PlatformDriver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the platform told at one moment.
 *
 * @param at when the first of it was read
 * @param subject the platform's name
 * @param workloads the workloads that are meant
 * @param pods the pods that are meant
 * @param nodes all nodes; null where they may not be looked at
 * @param warnings what it warned of lately
 * @param gaps what may not be looked at
 */
record Reading(
        Instant at,
        String subject,
        List<Workload> workloads,
        List<Pod> pods,
        @Nullable List<Node> nodes,
        List<PlatformEvent> warnings,
        List<HealthFinding> gaps) {

    static Reading of(PlatformResource resource, HealthQuery query) {
        String name = resource.address().toString();
        Instant at = resource.clock().instant();
        List<Workload> workloads = workloads(resource, query.labels());
        List<Pod> pods = resource.read("list the pods of " + name, driver -> driver.pods(query.labels()));
        Listed<Node> nodes = Listed.of(resource, "list the nodes of " + name, PlatformDriver::nodes);
        Listed<PlatformEvent> warnings = Listed.of(resource, "list the warnings of " + name, PlatformDriver::warnings);
        List<HealthFinding> gaps = new ArrayList<>();
        Severity severity = query.nodesNeeded() ? Severity.UNKNOWN : Severity.NOTE;
        nodes.denial().ifPresent(why -> gaps.add(new HealthFinding(Kind.NODES_UNKNOWN, severity, name, why)));
        warnings.denial()
                .ifPresent(why -> gaps.add(new HealthFinding(Kind.WARNINGS_UNKNOWN, Severity.NOTE, name, why)));
        return new Reading(
                at, name, workloads, pods, nodes.denial().isPresent() ? null : nodes.found(), warnings.found(), gaps);
    }

    static List<Workload> workloads(PlatformResource resource, Map<String, String> labels) {
        return resource.read("list the workloads of " + resource.address(), PlatformDriver::workloads).stream()
                .filter(workload -> workload.templateLabels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }

    /** What was listed, or why it may not be. */
    private record Listed<T>(List<T> found, Optional<String> denial) {

        static <T> Listed<T> of(PlatformResource resource, String operation, Function<PlatformDriver, List<T>> list) {
            try {
                return new Listed<>(resource.read(operation, list), Optional.empty());
            } catch (DrException e) {
                return switch (e.code()) {
                    case PERMISSION_DENIED, UNSUPPORTED -> new Listed<>(List.of(), Optional.of(e.problem()));
                    default -> throw e;
                };
            }
        }
    }
}
