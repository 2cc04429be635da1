package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.playbook.Prediction.Basis;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PredictionTest {

    @Test
    void withoutHistoryNothingIsGuessed() {
        Prediction none = Prediction.of(Basis.SAME_SIZE, List.of());

        assertThat(none).isSameAs(Prediction.none());
        assertThat(none.basis()).isEqualTo(Basis.NO_HISTORY);
        assertThat(none.samples()).isZero();
        assertThat(none.median()).isEmpty();
        assertThat(none.p90()).isEmpty();
        assertThat(none).hasToString("no history");
    }

    @Test
    void durationsWithoutABasisAreRefused() {
        assertThatThrownBy(() -> Prediction.of(Basis.NO_HISTORY, List.of(Duration.ofSeconds(1))))
                .isInstanceOfSatisfying(
                        DrException.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void oneRunIsBothMedianAndNinetiethPercentile() {
        Prediction one = Prediction.of(Basis.NEIGHBOURING_SIZE, List.of(Duration.ofSeconds(7)));

        assertThat(one.median()).contains(Duration.ofSeconds(7));
        assertThat(one.p90()).contains(Duration.ofSeconds(7));
        assertThat(one).hasToString("7 s, in 9 of 10 runs at most 7 s (1 run of a neighbouring size)");
    }

    @Test
    void tenRunsHaveTheFifthAndTheNinthAsPercentiles() {
        List<Duration> ten = IntStream.of(10, 1, 9, 2, 8, 3, 7, 4, 6, 5)
                .mapToObj(Duration::ofSeconds)
                .toList();

        assertThat(Prediction.of(Basis.SAME_SIZE, ten).median()).contains(Duration.ofSeconds(5));
        assertThat(Prediction.of(Basis.SAME_SIZE, ten).p90()).contains(Duration.ofSeconds(9));
    }

    /** The definition itself: the smallest measured duration that the given share of the runs did not exceed. */
    @Test
    void percentilesAreTheSmallestDurationsThatEnoughRunsDidNotExceed() {
        Random random = new Random(20260101);
        for (int round = 0; round < 2_000; round++) {
            long range = 1L + random.nextInt(200);
            List<Duration> runs = LongStream.generate(() -> (long) (random.nextDouble() * range))
                    .limit(1 + random.nextInt(60))
                    .mapToObj(Duration::ofMillis)
                    .toList();

            Prediction prediction = Prediction.of(Basis.SAME_SIZE, runs);

            assertThat(prediction.median()).contains(smallest(runs, 0.5));
            assertThat(prediction.p90()).contains(smallest(runs, 0.9));
            assertThat(prediction.samples()).isEqualTo(runs.size());
        }
    }

    private static Duration smallest(List<Duration> runs, double share) {
        return runs.stream()
                .filter(candidate -> runs.stream()
                                .filter(run -> run.compareTo(candidate) <= 0)
                                .count()
                        >= runs.size() * share - 1e-9)
                .min(Duration::compareTo)
                .orElseThrow();
    }
}
