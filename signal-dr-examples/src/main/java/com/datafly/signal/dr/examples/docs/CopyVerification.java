package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.verify.Baseline;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verification;
import com.datafly.signal.dr.verify.VerificationReport;
import java.time.Duration;
import javax.sql.DataSource;

/** Holds a recovered copy against what its source held. */
final class CopyVerification {

    private CopyVerification() {}

    static VerificationReport verify(DataSource copy, Baseline baseline) {
        return Verification.of(checks -> checks.check(Checks.amcheck())
                        .check(Checks.matches(baseline))
                        .check(Checks.sqlReturnsNoRows(
                                "no user without an organisation",
                                "SELECT id FROM users WHERE organisation_id IS NULL LIMIT 1"))
                        .deadline(Duration.ofMinutes(20)))
                .run(copy);
    }
}
