package com.datafly.signal.dr.aws.testing.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"1orders", "or--ders", "orders-", "-orders", "or_ders", "bestellungen-für-alle", ""})
    void aNameThatRdsDoesNotTakeIsRefused(String name) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> Rules.name("DBInstanceIdentifier", name, 63))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("InvalidParameterValue"));
    }

    @Test
    void aNameIsKeptInSmallLetters() {
        assertThat(Rules.name("DBInstanceIdentifier", "Orders-2", 63)).isEqualTo("orders-2");
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> Rules.name("DBInstanceIdentifier", "a".repeat(64), 63));
    }

    @ParameterizedTest
    @CsvSource({
        "02:00-03:00, sun:05:10-sun:05:40",
        "23:45-00:15, sun:05:10-sun:05:40",
        "02:00-02:30, sat:23:30-sun:00:30",
        "02:00-03:00, sun:03:00-sun:03:30",
    })
    void windowsThatDoNotMeetAreTaken(String backup, String maintenance) {
        assertThatCode(() -> Rules.windows(backup, maintenance)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "02:00-02:29, sun:05:10-sun:05:40",
        "02:00-02:00, sun:05:10-sun:05:40",
        "2:00-3:00, sun:05:10-sun:05:40",
        "02:00-24:00, sun:05:10-sun:05:40",
        "05:00-06:00, sun:05:10-sun:05:40",
        "23:30-00:30, sun:00:00-sun:00:30",
        "04:50-05:20, sun:05:10-sun:05:40",
        "02:00-03:00, sun:05:10-sun:05:30",
        "02:00-03:00, day:05:10-sun:05:40",
        "00:10-00:40, sat:23:30-sun:00:30",
    })
    void windowsThatAreShortOrMalformedOrMeetAreRefused(String backup, String maintenance) {
        assertThatExceptionOfType(Refusal.class).isThrownBy(() -> Rules.windows(backup, maintenance));
    }
}
