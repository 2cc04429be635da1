package com.datafly.signal.dr.verify;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.List;

/** Content held against a baseline. */
final class BaselineCheck implements Check {

    private static final int SHOWN = 50;

    private final Baseline baseline;

    BaselineCheck(Baseline baseline) {
        this.baseline = baseline;
    }

    @Override
    public String name() {
        return "matches the baseline";
    }

    @Override
    public boolean provesData() {
        return true;
    }

    @Override
    public CheckResult run(CheckContext context) {
        if (baseline.tables().isEmpty()) {
            return CheckResult.create(
                    name(), Verdict.UNPROVEN, "the baseline holds no tables", result -> result.provesData(false));
        }
        Baseline copy;
        try {
            copy = new BaselineCapture(context.dataSource(), options(context), context::progress).capture();
        } catch (DrException e) {
            if (e.code() == ErrorCode.PERMISSION_DENIED || e.code() == ErrorCode.DEADLINE_EXCEEDED) {
                return CheckResult.of(name(), Verdict.UNPROVEN, String.valueOf(e.getMessage()));
            }
            throw e;
        }
        return judge(copy, baseline.differences(copy));
    }

    /** A recovered copy is isolated: nobody writes to it, so no lock is needed. */
    private BaselineOptions options(CheckContext context) {
        return BaselineOptions.of(options -> {
            baseline.options().schemas().forEach(options::schema);
            baseline.options().excluded().forEach(options::exclude);
            options.materializedViews(baseline.options().materializedViews())
                    .withoutLocks()
                    .timeAllowed(context.remaining().plusMillis(1));
        });
    }

    private CheckResult judge(Baseline copy, List<BaselineDifference> differences) {
        return CheckResult.create(name(), verdict(differences), summary(differences), result -> {
            result.provesData(baseline.rows() > 0)
                    .detail("tables", baseline.tables().size())
                    .detail("rows", baseline.rows())
                    .detail("baseline taken at", baseline.instant() + ", " + baseline.lsn())
                    .detail("copy read at", copy.instant() + ", " + copy.lsn() + ", timeline " + copy.timeline());
            if (!copy.systemIdentifier().equals(baseline.systemIdentifier())) {
                result.detail(
                        "not a physical copy",
                        "system identifier " + copy.systemIdentifier() + ", not " + baseline.systemIdentifier());
            }
            if (!baseline.notCovered().isEmpty()) {
                result.detail("not covered", String.join(", ", baseline.notCovered()));
            }
            for (int i = 0; i < Math.min(SHOWN, differences.size()); i++) {
                result.detail("difference " + (i + 1), differences.get(i));
            }
        });
    }

    private Verdict verdict(List<BaselineDifference> differences) {
        if (differences.isEmpty()) {
            return Verdict.PASSED;
        }
        return baseline.exact() ? Verdict.FAILED : Verdict.UNPROVEN;
    }

    private String summary(List<BaselineDifference> differences) {
        if (differences.isEmpty()) {
            return baseline.tables().size() + " tables with " + baseline.rows() + " rows are identical";
        }
        String first = differences.size() + " differences, the first: " + differences.get(0);
        return baseline.exact()
                ? first
                : first + "; the baseline was taken without locks, so a transaction in flight may explain it";
    }
}
