package com.datafly.signal.dr.selfmanaged.internal.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineHistoryTest {

    private static final TimelineHistory THIRD =
            parse("1\t0/3000060\tno recovery target specified\n\n# by hand\n2\t0/5000028\tbefore 2000-01-01\n");

    @Test
    void eachPositionLiesOnOneTimeline() {
        assertThat(THIRD.timeline()).isEqualTo(3);
        assertThat(THIRD.timelineAt(Lsn.parse("0/300005F"))).isEqualTo(1);
        assertThat(THIRD.timelineAt(Lsn.parse("0/3000060"))).isEqualTo(2);
        assertThat(THIRD.timelineAt(Lsn.parse("0/5000028"))).isEqualTo(3);
        assertThat(THIRD.timelineAt(Lsn.parse("FFFF/0"))).isEqualTo(3);
        assertThat(THIRD).hasToString("1 until 0/3000060, 2 until 0/5000028, 3");
    }

    @Test
    void aTimelineKnowsWhereItWasLeftAndForWhich() {
        assertThat(THIRD.switchPoint(1)).contains(Lsn.parse("0/3000060"));
        assertThat(THIRD.switchPoint(3)).isEmpty();
        assertThat(THIRD.switchPoint(4)).isEmpty();
        assertThat(THIRD.after(1)).map(TimelineHistory.Span::timeline).contains(2);
        assertThat(THIRD.after(3)).isEmpty();
        assertThat(THIRD.upTo(2)).hasToString("1 until 0/3000060, 2");
    }

    @Test
    void theFirstTimelineHasNoParent() {
        assertThat(TimelineHistory.of(1).timelineAt(Lsn.ZERO)).isEqualTo(1);
        assertThat(TimelineHistory.fileName(26)).isEqualTo("0000001A.history");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2\t0/5000028\n1\t0/6000000\n",
                "1\t0/5000028\n2\t0/4000000\n",
                "3\t0/1\n",
                "1 0/\n",
                "x\n",
                "0\t0/1\n"
            })
    void aDamagedFileIsRefused(String content) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> parse(content))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED));
    }

    private static TimelineHistory parse(String content) {
        return TimelineHistory.parse(3, content.getBytes(UTF_8));
    }
}
