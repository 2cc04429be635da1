package com.datafly.signal.dr.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.internal.report.Durations;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 s", "PT0.0000001S, < 1 ms", "PT0.999S, 999 ms", "PT1S, 1 s", "PT1.5S, 1.50 s", "PT59.999S, 60.0 s",
        "PT60S, 1 min", "PT3599.6S, 1 h", "PT1H4M, 1 h 4 min", "PT23H59M59S, 1 d", "PT49H, 2 d 1 h", "PT-5S, -5 s"
    })
    void durationsAreToldInTwoUnitsAtMost(Duration duration, String words) {
        assertThat(Durations.words(duration)).isEqualTo(words);
    }
}
