package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.action.Work;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.spi.ReplicationDriver;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Somebody's copying from the standby to the old cluster. Under the same names at both, it and copying to the standby
 * copy every event in a circle. It may run anywhere; what it writes at the old cluster is all that is seen of it.
 */
final class OtherWay {

    private static final String CHECK = "copying in the other direction";
    private static final Duration BEAT = Duration.ofMillis(500);

    /** As long as several heartbeats, which come each second by default. */
    private static final Duration WATCHED = Duration.ofSeconds(5);

    private OtherWay() {}

    /**
     * Refuses to go on while it goes on. What grows also while nothing is copied, as heartbeats do, is doubt alone.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} and the topics that grow
     */
    static void requireNone(StepContext context, ReplicationDriver driver) {
        if (!driver.keepsNames()) {
            return;
        }
        Map<String, Long> first = look(context, driver);
        if (first.isEmpty()) {
            return;
        }
        Set<String> growing = Set.of();
        Set<String> beating = new TreeSet<>();
        long end = context.time().nanoTime() + WATCHED.toNanos();
        boolean seen = first.values().stream().anyMatch(each -> each >= 0);
        while (seen && growing.isEmpty() && context.time().nanoTime() < end) {
            Work.pause(context, BEAT);
            Map<String, Long> now = new TreeMap<>(look(context, driver));
            now.entrySet().removeIf(each -> Objects.equals(each.getValue(), first.get(each.getKey())));
            now.keySet().stream().filter(driver::growsAlsoIdle).forEach(beating::add);
            now.keySet().removeAll(beating);
            growing = now.keySet();
        }
        if (!growing.isEmpty()) {
            throw refusal(context, List.copyOf(growing));
        }
        context.evidence(doubt(context, first, beating));
    }

    private static CheckResult doubt(StepContext context, Map<String, Long> found, Set<String> beating) {
        Map<Boolean, List<String>> topics = found.keySet().stream()
                .sorted()
                .collect(Collectors.partitioningBy(each -> found.getOrDefault(each, 0L) >= 0));
        List<String> written = topics.getOrDefault(true, List.of());
        List<String> still =
                written.stream().filter(each -> !beating.contains(each)).toList();
        List<String> hidden = topics.getOrDefault(false, List.of());
        List<String> told = new ArrayList<>();
        if (!beating.isEmpty()) {
            told.add(beating + " grow, as they do also where nothing is copied; nothing else grew in "
                    + WATCHED.toSeconds() + " s");
        }
        if (!still.isEmpty()) {
            told.add(still + " were written by it, and did not grow in " + WATCHED.toSeconds()
                    + " s: it has ended, or has nothing to copy now");
        }
        if (!hidden.isEmpty()) {
            told.add(hidden + " would show it, and may not be looked at");
        }
        return CheckResult.create(
                CHECK,
                Verdict.UNPROVEN,
                "at " + context.events().address() + " " + String.join("; ", told)
                        + "; make sure that nothing copies back, for both directions copy in a circle",
                more -> more.detail("topics", written).detail("hidden", hidden));
    }

    private static Map<String, Long> look(StepContext context, ReplicationDriver driver) {
        return Clusters.old(context)
                .read(
                        "look for copying in the other direction at "
                                + context.events().address(),
                        driver::tracesBack);
    }

    private static DrException refusal(StepContext context, List<String> growing) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                context.stepId(),
                "something copies from " + context.standbyEvents().address() + " to "
                        + context.events().address() + ", for " + growing
                        + " grow there, and topics keep their names: each event would be copied in a circle for ever",
                failure -> failure.detail("topics", growing)
                        .hint("Nothing was resumed. Find the MirrorMaker that copies in that direction, most likely on"
                                + " a Kafka Connect at the old cluster, delete its connectors, and retry the step."));
    }
}
