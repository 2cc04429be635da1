package com.datafly.signal.dr.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselineJsonTest {

    private static final Baseline BASELINE = new Baseline(
            new BaselineOrigin(
                    "7459912345678901234",
                    3,
                    "orders",
                    "17.4",
                    Lsn.parse("16/B374D848"),
                    Instant.parse("2025-01-15T10:30:00.123456Z"),
                    true,
                    Duration.ofMillis(2),
                    Duration.ofNanos(1_234_567)),
            BaselineOptions.of(
                    options -> options.schema("public").exclude("public.log").materializedViews(true)),
            List.of(new TableFacts(
                    "public.\"o'rders\"", TableFacts.Kind.TABLE, List.of("id bigint not null"), 42, "00ff".repeat(8))),
            List.of(new SequenceFacts("public.s", 1, false, null), new SequenceFacts("public.t", -1, true, 7L)),
            List.of("2 large objects"));

    @Test
    void aBaselineSurvivesBeingText() {
        Baseline read = Baseline.fromJson(BASELINE.toJson());
        assertThat(read.toJson()).isEqualTo(BASELINE.toJson());
        assertThat(read.lsn()).isEqualTo(Lsn.parse("16/B374D848"));
        assertThat(read.instant()).isEqualTo(BASELINE.instant());
        assertThat(read.differences(BASELINE)).isEmpty();
        assertThat(read.options().covers("public", "log")).isFalse();
        assertThat(read.options().covers("audit", "x")).isFalse();
        assertThat(read.options().covers("public", "x")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "[]", "{\"format\":1}", "{\"format\":1", "no"})
    void textThatIsNoBaselineIsRefused(String text) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> Baseline.fromJson(text))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void aBaselineOfANewerVersionIsRefused() {
        String newer = BASELINE.toJson().replace("\"format\" : 1", "\"format\" : 2");
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> Baseline.fromJson(newer))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
    }

    @Test
    void impossibleOptionsAreRefused() {
        for (Runnable wrong : List.<Runnable>of(
                () -> BaselineOptions.of(o -> o.lockLimit(Duration.ZERO)),
                () -> BaselineOptions.of(o -> o.attempts(0)),
                () -> BaselineOptions.of(o -> o.parallelism(17)))) {
            assertThatExceptionOfType(DrException.class).isThrownBy(wrong::run);
        }
    }

    @Test
    void theLockLimitDoublesUpToItsMaximum() {
        BaselineOptions options = BaselineOptions.of(o -> {});
        assertThat(List.of(options.lockLimit(0), options.lockLimit(3), options.lockLimit(4)))
                .containsExactly(Duration.ofMillis(125), Duration.ofSeconds(1), Duration.ofSeconds(2));
    }
}
