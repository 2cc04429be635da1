package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RdsAddressTest {

    @ParameterizedTest
    @CsvSource({
        "aws-rds:eu-west-1/orders, INSTANCE, orders",
        "aws-rds:eu-west-1/cluster:orders, CLUSTER, orders",
        "aws-rds:eu-west-1/auto-backup:ab-0123abc, AUTOMATED_BACKUP, ab-0123abc"
    })
    void eachKindIsReadAndWrittenBack(String text, RdsAddress.Kind kind, String name) {
        RdsAddress address = RdsAddress.parse(ResourceAddress.parse(text));

        assertThat(address).isEqualTo(new RdsAddress("eu-west-1", kind, name)).hasToString(text);
    }

    @Test
    void identifiersAreLowerCaseAsRdsKeepsThem() {
        assertThat(RdsAddress.parse(ResourceAddress.parse("aws-rds:eu-west-1/Orders")))
                .hasToString("aws-rds:eu-west-1/orders");
    }

    @Test
    void aCopyOfAClusterIsAClusterAndOneOfABackupIsAnInstance() {
        RdsAddress cluster = RdsAddress.parse(ResourceAddress.parse("aws-rds:eu-west-1/cluster:orders"));
        RdsAddress backup = RdsAddress.parse(ResourceAddress.parse("aws-rds:eu-west-1/auto-backup:ab-1"));

        assertThat(cluster.sibling("copy")).hasToString("aws-rds:eu-west-1/cluster:copy");
        assertThat(backup.sibling("copy")).hasToString("aws-rds:eu-west-1/copy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rds:eu-west-1/orders",
                "aws-rds:orders",
                "aws-rds:eu-west-1/",
                "aws-rds:eu-west-1/9orders",
                "aws-rds:eu-west-1/or--ders",
                "aws-rds:eu-west-1/orders-",
                "aws-rds:eu-west-1/or/ders",
                "aws-rds:eu-west-1/instance:orders",
                "aws-rds:eu-west-1/auto-backup:orders",
                "aws-rds:eu-west-1/a234567890123456789012345678901234567890123456789012345678901234"
            })
    void whatRdsWouldRefuseIsRefusedBeforeACall(String text) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> RdsAddress.parse(ResourceAddress.parse(text)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining("HINT: Write ");
    }
}
