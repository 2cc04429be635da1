package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.Lsn;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiverMonitorTest {

    private static final int SEGMENT_SIZE = 1 << 20;

    private final ReceiverMonitor monitor =
            new ReceiverMonitor(ReceiverOptions.create("dr", Path.of("spool"), options -> {}));

    /** A server whose last record ends with its page says that the next one begins behind the next page's header. */
    @ParameterizedTest
    @CsvSource({
        "0/102000, 0/102000, true",
        "0/102000, 0/102018, true",
        "0/102000, 0/102020, false",
        "0/102008, 0/102018, false",
        "0/200000, 0/200028, true",
        "0/200000, 0/200030, false",
    })
    void nothingIsArchivedOfAHeaderBehindWhichNothingIs(String archived, String asked, boolean reached) {
        monitor.streaming(1, Lsn.ZERO, SEGMENT_SIZE);

        monitor.archivedUntil(1, Lsn.parse(archived));

        assertThat(monitor.awaitArchived(Lsn.parse(asked), Duration.ZERO)).isEqualTo(reached);
    }
}
