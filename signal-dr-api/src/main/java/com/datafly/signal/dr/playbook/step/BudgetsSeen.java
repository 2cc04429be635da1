package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.platform.BudgetFinding;
import com.datafly.signal.dr.platform.BudgetReport;
import java.time.Instant;
import java.util.List;

/**
 * How budgets guarded workloads.
 *
 * @param at when somebody looked
 * @param budgets how many budgets there were
 * @param findings what was wrong, the first hundred
 * @since 0.1
 */
public record BudgetsSeen(Instant at, int budgets, List<String> findings) {

    private static final int MOST = 100;

    /** Keeps what a journal needs of {@code report}. */
    public static BudgetsSeen of(BudgetReport report) {
        return new BudgetsSeen(
                report.at(),
                report.budgets().size(),
                report.findings().stream()
                        .map(BudgetFinding::toString)
                        .limit(MOST)
                        .toList());
    }
}
