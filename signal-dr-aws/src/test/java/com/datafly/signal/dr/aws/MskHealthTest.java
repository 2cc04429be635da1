package com.datafly.signal.dr.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.aws.internal.AwsOptions;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.aws.testing.MskRegion;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MskHealthTest {

    private final AwsServer server = AwsServer.start();
    private final MskRegion msk = server.msk("eu-west-1");
    private final String arn = msk.createCluster("signal");

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, ACTIVE, UP",
        "UPDATING, UPDATING, DEGRADED",
        "HEALING, HEALING, DEGRADED",
        "MAINTENANCE, MAINTENANCE, DEGRADED",
        "REBOOTING_BROKER, REBOOTING_BROKER, DEGRADED",
        "CREATING, CREATING, DOWN",
        "DELETING, DELETING, DOWN",
        "FAILED, FAILED, DOWN",
        "QUANTUM, UNKNOWN, UNKNOWN"
    })
    void everyStateMeansSomethingToWhoUsesTheCluster(String told, MskState state, MskStatus.Health health) {
        msk.setState(arn, told);

        try (MskHealth probe = open()) {
            assertThat(probe.status())
                    .returns(state, MskStatus::state)
                    .returns(health, MskStatus::health)
                    .returns(told, MskStatus::nativeState)
                    .returns("signal", MskStatus::name);
        }
    }

    @Test
    void theReasonTheVersionAndTheBrokersAreTold() {
        msk.setState(arn, "HEALING", "BROKER_REPLACEMENT", "broker 2 is replaced");

        try (MskHealth probe = open()) {
            MskStatus status = probe.status();

            assertThat(status.reason()).contains("BROKER_REPLACEMENT, broker 2 is replaced");
            assertThat(status.kafkaVersion()).contains("3.6.0");
            assertThat(status.brokers()).hasValue(3);
            assertThat(status).hasToString("signal is HEALING: BROKER_REPLACEMENT, broker 2 is replaced");
        }
    }

    @Test
    void aClusterThatIsNotThereAndOneThatMayNotBeSeenAreToldApart() {
        try (MskHealth probe = MskHealth.open(arn + "2", AwsOptions.at(server, server.accessKey()))) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(probe::status)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        }
        try (MskHealth probe = MskHealth.open(arn, AwsOptions.at(server, server.accessKey(Set.of("rds:*"))))) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(probe::status)
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
                        assertThat(e.details()).containsEntry("action", "kafka:DescribeClusterV2");
                    });
        }
    }

    @Test
    void aTemporaryKeyIsSignedWithItsToken() {
        try (MskHealth probe = MskHealth.open(arn, AwsOptions.at(server, server.temporaryKey(Duration.ofHours(1))))) {
            assertThat(probe.status().health()).isEqualTo(MskStatus.Health.UP);
        }
    }

    @ParameterizedTest
    @CsvSource({"THROTTLED, THROTTLED, AFTER", "REFUSED, UNAVAILABLE, SAFE"})
    void whatPassesMayBeAskedAgain(AwsFault fault, ErrorCode code, RetryAdvice advice) {
        server.faults().next("DescribeClusterV2", fault);

        try (MskHealth probe = open()) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(probe::status)
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(code);
                        assertThat(e.effect()).isEqualTo(Effect.NONE);
                        assertThat(e.retry()).isEqualTo(advice);
                    });
            assertThat(probe.status().health()).isEqualTo(MskStatus.Health.UP);
        }
    }

    @Test
    void nobodyAtTheEndpointIsUnavailable() {
        try (MskHealth probe = MskHealth.open(arn, AwsOptions.at("http://127.0.0.1:1"))) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(probe::status)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                    .withMessageContaining("HINT: Check the region, the option endpoint");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "signal",
                "arn:aws:rds:eu-west-1:123456789012:db:orders",
                "arn:aws:kafka:eu-west-1:123456789012:topic/signal/abc/t"
            })
    void whatIsNoArnOfAClusterIsRefusedBeforeACall(String text) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> MskHealth.open(text, AwsOptions.at(server, server.accessKey())))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
        assertThat(server.calls()).isEmpty();
    }

    private MskHealth open() {
        return MskHealth.open(arn, AwsOptions.at(server, server.accessKey()));
    }
}
