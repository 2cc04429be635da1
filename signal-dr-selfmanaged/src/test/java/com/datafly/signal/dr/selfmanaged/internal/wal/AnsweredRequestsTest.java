package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AnsweredRequestsTest {

    private static final Instant START = Instant.parse("2025-01-15T10:00:00Z");

    private final AnsweredRequests requests = new AnsweredRequests();

    @Test
    void theTimeTwoRoundTripsAgoIsKnownFromTheThirdAnswerOn() {
        requests.sent();
        assertThat(requests.answered(START)).isEmpty();
        requests.sent();
        assertThat(requests.answered(START.plusSeconds(1))).isEmpty();
        requests.sent();
        assertThat(requests.answered(START.plusSeconds(2))).contains(START);
        requests.sent();
        assertThat(requests.answered(START.plusSeconds(3))).contains(START.plusSeconds(1));
    }

    @Test
    void whatTheServerSaysUnaskedIsNoAnswer() {
        requests.sent();
        assertThat(requests.answered(START)).isEmpty();
        for (int i = 1; i < 5; i++) {
            assertThat(requests.answered(START.plusSeconds(i))).isEmpty();
        }
        requests.sent();
        assertThat(requests.answered(START.plusSeconds(5))).isEmpty();
        requests.sent();
        assertThat(requests.answered(START.plusSeconds(6))).contains(START);
    }

    @Test
    void requestsThatWereSentBeforeAnAnswerCountAsOne() {
        requests.sent();
        requests.sent();
        requests.sent();
        assertThat(requests.answered(START)).isEmpty();
        assertThat(requests.answered(START.plusSeconds(1))).isEmpty();
        assertThat(requests.answered(START.plusSeconds(2))).isEmpty();
    }
}
