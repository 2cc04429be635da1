package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.verify.Baseline;
import com.datafly.signal.dr.verify.BaselineDifference;
import com.datafly.signal.dr.verify.Check;
import com.datafly.signal.dr.verify.CheckContext;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.TableFacts;
import com.datafly.signal.dr.verify.Verdict;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds a copy against what its source held before and after the backup: a table that was the same both times has to be
 * the same in the copy. One that changed meanwhile cannot be compared, and is said to be.
 */
final class BracketedContent implements Check {

    private final Baseline before;
    private final Set<String> changed;

    BracketedContent(Baseline before, Baseline after) {
        this.before = before;
        this.changed = before.differences(after).stream()
                .map(BaselineDifference::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String name() {
        return "content of the tables";
    }

    @Override
    public boolean provesData() {
        return true;
    }

    @Override
    public CheckResult run(CheckContext context) {
        Baseline copy = Baseline.capture(context.dataSource(), options -> options.withoutLocks());
        List<BaselineDifference> wrong = before.differences(copy).stream()
                .filter(difference -> !changed.contains(difference.name()))
                .toList();
        List<TableFacts> compared = before.tables().stream()
                .filter(table -> !changed.contains(table.name()))
                .toList();
        long rows = compared.stream().mapToLong(TableFacts::rows).sum();
        return CheckResult.create(name(), verdict(wrong, rows), summary(wrong, compared.size(), rows), result -> {
            result.provesData(rows > 0)
                    .detail("tables compared", compared.size())
                    .detail("rows compared", rows);
            if (!changed.isEmpty()) {
                result.detail("changed during the backup, so not compared", String.join(", ", changed));
            }
            wrong.forEach(difference -> result.detail(difference.name(), difference.description()));
        });
    }

    private static Verdict verdict(List<BaselineDifference> wrong, long rows) {
        if (!wrong.isEmpty()) {
            return Verdict.FAILED;
        }
        return rows == 0 ? Verdict.UNPROVEN : Verdict.PASSED;
    }

    private static String summary(List<BaselineDifference> wrong, int tables, long rows) {
        if (!wrong.isEmpty()) {
            return wrong.size() + " differences, the first: " + wrong.get(0);
        }
        return rows == 0
                ? "no table with rows stayed the same during the backup, so none can be compared"
                : tables + " tables with " + rows + " rows are what they were before and after the backup";
    }
}
