package com.datafly.signal.dr.internal.playbook.workload;

import com.datafly.signal.dr.platform.DisruptionBudgets;
import com.datafly.signal.dr.platform.EvictionAnswer;
import com.datafly.signal.dr.platform.EvictionProbe;
import com.datafly.signal.dr.platform.HealthFinding;
import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.platform.ImageReport;
import com.datafly.signal.dr.platform.ImageUse;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.StepContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What guards ask of a platform. */
public final class PlatformQuestions {

    private PlatformQuestions() {}

    /** Asks whether all that is wanted surely does its work. */
    public static GuardResult healthy(StepContext context, HealthInput input) {
        HealthReport report = context.platform().health().report(input.query(context));
        return switch (report.verdict()) {
            case PASSED -> GuardResult.passed(report.summary());
            case FAILED -> GuardResult.failed(report.summary());
            case UNPROVEN, ERROR -> GuardResult.unproven(report.summary());
        };
    }

    /** Asks whether no pod was started again since the baseline more often than is allowed. */
    public static GuardResult restarts(StepContext context, HealthInput input) {
        HealthReport report = context.platform().health().report(input.query(context));
        List<HealthFinding> repeated = report.findings(HealthFinding.Kind.REPEATED_RESTARTS);
        if (report.pods().isEmpty()) {
            return GuardResult.unproven("there are no pods");
        }
        return repeated.isEmpty()
                ? GuardResult.passed("no pod was started again more than " + input.mostRestarts() + " times")
                : GuardResult.failed(joined(repeated));
    }

    /** Asks whether every pod of each workload would be evicted now. */
    public static GuardResult budgets(StepContext context, List<WorkloadId> workloads) {
        DisruptionBudgets budgets = context.platform().budgets();
        for (WorkloadId id : workloads) {
            List<EvictionProbe> probes = budgets.probe(id).stream()
                    .filter(probe -> probe.answer().verdict() != EvictionAnswer.Verdict.GONE)
                    .toList();
            if (probes.isEmpty()) {
                return GuardResult.unproven(id + " has no pods that could be asked for");
            }
            Optional<EvictionProbe> held =
                    probes.stream().filter(probe -> !probe.free()).findFirst();
            if (held.isPresent()) {
                return GuardResult.failed("of " + id + ", " + held.get());
            }
        }
        return GuardResult.passed("each pod of " + workloads + " would be let go");
    }

    /** Asks whether it is known of every container what it runs, and pods do not differ by accident. */
    public static GuardResult pinned(StepContext context) {
        ImageReport report = context.platform().images().inUse(Map.of());
        if (report.uses().isEmpty()) {
            return GuardResult.unproven("there are no pods");
        }
        if (!report.mixed().isEmpty()) {
            return GuardResult.failed("these names stand for several images at once: " + report.mixed());
        }
        return report.unknown().isEmpty()
                ? GuardResult.passed(report.toString())
                : GuardResult.unproven("it is not known what these run: "
                        + report.unknown().stream().limit(10).map(ImageUse::pod).toList());
    }

    private static String joined(List<?> findings) {
        return findings.stream().limit(10).map(Object::toString).collect(Collectors.joining("; "));
    }
}
