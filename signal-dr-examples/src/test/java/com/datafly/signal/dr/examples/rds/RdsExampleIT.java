package com.datafly.signal.dr.examples.rds;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example does what it says, without an account of AWS. */
class RdsExampleIT {

    @TempDir
    private Path directory;

    @Test
    void theDrillPassesOnTheTestingServer() throws SQLException {
        Report report = RdsDrill.tryOut(directory);

        assertThat(report.verdict()).as(report.summary()).isEqualTo(Verdict.PASSED);
        assertThat(report.checks()).extracting(CheckResult::name).contains("what must not be");
        assertThat(report.recoveryTime()).isPresent();
    }
}
