package com.datafly.signal.dr.verify;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.internal.verify.RecoveryEnd;
import java.sql.SQLException;

/** The place in the write-ahead log at which recovery ended. */
final class ReachedTargetCheck implements Check {

    private final Lsn expectedEnd;
    private final boolean exactly;

    ReachedTargetCheck(Lsn expectedEnd, boolean exactly) {
        this.expectedEnd = expectedEnd;
        this.exactly = exactly;
    }

    @Override
    public String name() {
        return exactly ? "stopped at the target" : "reached the target";
    }

    @Override
    public boolean provesData() {
        return false;
    }

    @Override
    public CheckResult run(CheckContext context) throws SQLException {
        RecoveryEnd end = RecoveryEnd.read(context.dataSource());
        Finding finding = judge(end);
        return CheckResult.create(
                name(),
                finding.verdict,
                finding.summary,
                result -> result.provesData(false)
                        .detail("expected end", expectedEnd)
                        .detail("recovery ended at", end.switchPoint() == null ? "unknown" : end.switchPoint())
                        .detail("timeline", end.timeline())
                        .detail("position now", end.position()));
    }

    private Finding judge(RecoveryEnd end) {
        if (end.recovering()) {
            return new Finding(Verdict.FAILED, "the server is still in recovery, at " + end.position());
        }
        if (end.switchPoint() == null) {
            return end.position().isBefore(expectedEnd)
                    ? new Finding(Verdict.FAILED, "the server's log ends at " + end.position() + ", before the target")
                    : new Finding(Verdict.UNPROVEN, "where recovery ended cannot be told: " + end.problem());
        }
        long distance = RecoveryEnd.normalized(end.switchPoint()).minus(RecoveryEnd.normalized(expectedEnd));
        if (distance < 0) {
            return new Finding(Verdict.FAILED, "recovery ended " + -distance + " bytes before the target");
        }
        if (distance > 0 && exactly) {
            return new Finding(Verdict.FAILED, "recovery went " + distance + " bytes beyond the target");
        }
        return new Finding(
                Verdict.PASSED,
                distance == 0
                        ? "recovery ended exactly at the target"
                        : "recovery reached the target and went on for " + distance + " bytes");
    }

    private record Finding(Verdict verdict, String summary) {}
}
