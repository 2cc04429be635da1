package com.datafly.signal.dr.k8s.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.k8s.testing.Call;
import com.datafly.signal.dr.spi.JournalDriver;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a journal in a cluster costs there: objects, requests and bytes. */
class ClusterJournalSizeTest extends ClusterFixture {

    private static final int RECORDS = 1000;
    private static final String RECORD = "x".repeat(1095);

    @Test
    void aThousandRecordsAre34SecretsThatAreReadByFewRequests() {
        JournalDriver driver = site().open();
        append(driver, "run-1", 1, "1" + RECORD);
        site().server().forgetCalls();

        for (int line = 2; line <= RECORDS; line++) {
            append(driver, "run-1", line, line + RECORD);
        }

        List<Call> written = site().server().calls();
        assertThat(written).hasSize(RECORDS - 1).allSatisfy(call -> {
            assertThat(call.verb()).isIn("create", "patch");
            assertThat(call.body().length).isBetween(1500, 1900);
        });
        assertThat(segments()).hasSize(34);
        site().server().forgetCalls();
        assertThat(lines(driver, "run-1")).hasSize(RECORDS);
        assertThat(site().server().count("list", "secrets")).isEqualTo(3);
        assertThat(site().server().calls()).hasSize(3);
    }
}
