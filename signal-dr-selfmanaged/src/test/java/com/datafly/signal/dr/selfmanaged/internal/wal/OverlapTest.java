package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.Lsn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlapTest {

    private static final Lsn START = Lsn.parse("0/3000000");
    private static final byte[] COMING = {9, 1, 2, 3, 4};

    private final Overlap overlap = new Overlap(START, new byte[] {0, 1, 2, 3});

    @Test
    void theSameBytesAgreeWhereverTheyLie() {
        assertThat(overlap.agreesWith(START.plus(1), COMING, 1, 2)).isTrue();
        assertThat(overlap.agreesWith(START.plus(1), COMING, 1, 4)).isTrue();
        assertThat(overlap.agreesWith(START.plus(4), COMING, 0, 5)).isTrue();
    }

    @Test
    void otherBytesDoNot() {
        assertThat(overlap.agreesWith(START, COMING, 0, 1)).isFalse();
        assertThat(overlap.agreesWith(START.plus(3), COMING, 2, 3)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {4, (1L << 31) - 1, 1L << 31, (1L << 32) - 1, 1L << 32, 1L << 40})
    void nothingIsHeldFarBehind(long bytes) {
        assertThat(overlap.agreesWith(START.plus(bytes), COMING, 0, 5)).isTrue();
        assertThat(new Overlap(START, new byte[0]).agreesWith(START.plus(bytes), COMING, 0, 5))
                .isTrue();
    }
}
