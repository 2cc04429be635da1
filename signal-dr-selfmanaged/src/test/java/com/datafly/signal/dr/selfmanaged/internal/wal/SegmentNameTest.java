package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentNameTest {

    // What pg_walfile_name says of servers with these segment sizes.
    @ParameterizedTest
    @CsvSource({
        "1, 16/B374D848, 16, 0000000100000016000000B3",
        "10, 0/0, 16, 0000000A0000000000000000",
        "1, 1/0, 16, 000000010000000100000000",
        "1, 0/FFFFFFFF, 16, 0000000100000000000000FF",
        "2, 0/FFFFFFFF, 1, 000000020000000000000FFF",
        "2, 1/100000, 1, 000000020000000100000001",
        "1, 3/C0000001, 1024, 000000010000000300000003",
    })
    void aPositionLiesInTheFileThatPostgresNames(int timeline, String lsn, int megabytes, String fileName) {
        SegmentName name = SegmentName.containing(timeline, Lsn.parse(lsn), megabytes << 20);

        assertThat(name.fileName()).isEqualTo(fileName);
        assertThat(SegmentName.parse(fileName, megabytes << 20)).isEqualTo(name);
        assertThat(name.contains(Lsn.parse(lsn))).isTrue();
        assertThat(name.end().minus(name.start())).isEqualTo((long) megabytes << 20);
    }

    @Test
    void aFileOfAnotherSegmentSizeIsRefused() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> SegmentName.parse("000000020000000000000FFF", 16 << 20))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00000002.history", "000000010000000000000001.partial", "00000001000000000000000g"})
    void otherFilesAreNotSegments(String fileName) {
        assertThat(SegmentName.isSegment(fileName)).isFalse();
        assertThatExceptionOfType(DrException.class).isThrownBy(() -> SegmentName.parse(fileName, 16 << 20));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1 << 19, 3 << 20, Integer.MIN_VALUE})
    void aSizeThatPostgresDoesNotKnowIsRefused(int size) {
        assertThatExceptionOfType(DrException.class).isThrownBy(() -> new SegmentName(1, 1, size));
    }
}
