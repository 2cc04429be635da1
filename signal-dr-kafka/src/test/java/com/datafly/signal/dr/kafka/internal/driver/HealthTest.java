package com.datafly.signal.dr.kafka.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.events.PartitionProblem.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {

    @ParameterizedTest(name = "leader {0}, {1} in sync, {2} needed")
    @CsvSource({
        "-1, 0, 2, OFFLINE",
        "-1, 0, -1, OFFLINE",
        "1, 2, -1, MINIMUM_UNKNOWN",
        "1, 1, 2, UNDER_MINIMUM",
        "1, 2, 2, AT_MINIMUM",
        "1, 2, 1, UNDER_REPLICATED"
    })
    void aPartitionIsAsBadAsWhatIsKnownOfIt(int leader, int inSync, int minimum, Kind kind) {
        assertThat(Health.kind(leader, inSync, minimum)).isEqualTo(kind);
    }
}
