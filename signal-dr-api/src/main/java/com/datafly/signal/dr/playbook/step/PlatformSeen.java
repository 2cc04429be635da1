package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.platform.HealthFinding;
import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.platform.PodHealth;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Instant;
import java.util.List;

/**
 * How the workloads of a platform were.
 *
 * @param at when somebody looked
 * @param verdict whether all that is wanted surely does its work
 * @param workloads how many workloads there were
 * @param pods how many pods there were
 * @param healthyPods how many of them surely did their work
 * @param troubles what was wrong, the first hundred
 * @param notes what else a person should know, the first hundred
 * @since 0.1
 */
public record PlatformSeen(
        Instant at,
        Verdict verdict,
        int workloads,
        int pods,
        int healthyPods,
        List<String> troubles,
        List<String> notes) {

    private static final int MOST = 100;

    /** Keeps what a journal needs of {@code report}. */
    public static PlatformSeen of(HealthReport report) {
        return new PlatformSeen(
                report.at(),
                report.verdict(),
                report.workloads().size(),
                report.pods().size(),
                (int) report.pods().stream().filter(PodHealth::healthy).count(),
                named(report, true),
                named(report, false));
    }

    private static List<String> named(HealthReport report, boolean troubles) {
        return report.findings().stream()
                .filter(finding -> finding.counts() == troubles)
                .map(HealthFinding::toString)
                .limit(MOST)
                .toList();
    }
}
