package com.datafly.signal.dr.verify;

import com.datafly.signal.dr.internal.verify.Amcheck;
import com.datafly.signal.dr.internal.verify.AmcheckExtension;
import com.datafly.signal.dr.internal.verify.AmcheckFinding;
import com.datafly.signal.dr.internal.verify.AmcheckFunctions;
import com.datafly.signal.dr.internal.verify.AmcheckOutcome;
import com.datafly.signal.dr.internal.verify.AmcheckRelation.Kind;
import java.sql.SQLException;
import java.util.List;

/** The structure of tables and indexes, examined by PostgreSQL's own extension. */
final class AmcheckCheck implements Check {

    private static final int SHOWN = 20;

    @Override
    public String name() {
        return "amcheck";
    }

    @Override
    public boolean provesData() {
        return true;
    }

    @Override
    public CheckResult run(CheckContext context) throws SQLException {
        try (AmcheckExtension extension = AmcheckExtension.borrow(context.dataSource())) {
            AmcheckFunctions functions = extension.functions();
            if (functions == null) {
                return CheckResult.create(name(), Verdict.UNPROVEN, extension.problem(), r -> r.provesData(false));
            }
            return judge(
                    new Amcheck(context.dataSource(), context::remaining, context::progress).examine(functions),
                    functions);
        }
    }

    private CheckResult judge(AmcheckOutcome outcome, AmcheckFunctions functions) {
        return CheckResult.create(name(), verdict(outcome), summary(outcome), result -> {
            result.provesData(outcome.userData())
                    .detail("tables", outcome.count(Kind.HEAP))
                    .detail("B-tree indexes", outcome.count(Kind.BTREE));
            if (functions.gin()) {
                result.detail("GIN indexes", outcome.count(Kind.GIN));
            }
            if (functions.recovering()) {
                result.detail("depth", "the server is in recovery: parent links of indexes were not examined");
            }
            outcome.notCovered().forEach((kind, count) -> result.detail("not examined: " + kind, count));
            list(result, "damage", outcome.findings());
            list(result, "not examined", outcome.unexamined());
        });
    }

    private static Verdict verdict(AmcheckOutcome outcome) {
        if (!outcome.findings().isEmpty()) {
            return Verdict.FAILED;
        }
        return outcome.unexamined().isEmpty() ? Verdict.PASSED : Verdict.UNPROVEN;
    }

    private static String summary(AmcheckOutcome outcome) {
        int total = outcome.relations().size();
        if (!outcome.findings().isEmpty()) {
            return "found damage in " + outcome.findings().get(0)
                    + (outcome.findings().size() > 1
                            ? " (and " + (outcome.findings().size() - 1) + " more)"
                            : "");
        }
        if (!outcome.unexamined().isEmpty()) {
            return "only " + (total - outcome.unexamined().size()) + " of " + total + " relations were examined: "
                    + outcome.unexamined().get(0).message();
        }
        return total + " tables and indexes are intact";
    }

    private static void list(CheckResult.Builder result, String title, List<AmcheckFinding> findings) {
        for (int i = 0; i < Math.min(SHOWN, findings.size()); i++) {
            result.detail(title + " " + (i + 1), findings.get(i));
        }
        if (findings.size() > SHOWN) {
            result.detail(title + " in total", findings.size());
        }
    }
}
