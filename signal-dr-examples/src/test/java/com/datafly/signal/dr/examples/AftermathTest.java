package com.datafly.signal.dr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.verify.CanaryRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the next process needs survives this one. */
class AftermathTest {

    private static final Instant AT = Instant.parse("2025-01-15T10:30:00.123456Z");

    @Test
    void canaryFactsAreReadBackAsTheyWere() {
        CanaryRow row = CanaryRow.of("a series", 7, AT, "nonce").committedBy(AT.plusMillis(3));
        CanaryFacts facts = new CanaryFacts(List.of(row, row), Duration.ofMillis(100), Duration.ofNanos(1_500));

        assertThat(CanaryFacts.parse(facts.text())).usingRecursiveComparison().isEqualTo(facts);
    }

    @Test
    void aWriterWithoutRowsIsReadBackToo() {
        CanaryFacts none = new CanaryFacts(List.of(), Duration.ofSeconds(1), Duration.ZERO);

        assertThat(CanaryFacts.parse(none.text())).isEqualTo(none);
    }
}
