package com.datafly.signal.dr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class FailureDomainTest {

    @Test
    void itsTextIsItsKindAndItsName() {
        FailureDomain region = FailureDomain.parse("region:aws:eu-west-1");

        assertThat(region.kind()).isEqualTo("region");
        assertThat(region.name()).isEqualTo("aws:eu-west-1");
        assertThat(region).hasToString("region:aws:eu-west-1").isEqualTo(FailureDomain.of("region", "aws:eu-west-1"));
        assertThat(region).hasSameHashCodeAs(FailureDomain.of("region", "aws:eu-west-1"));
        assertThat(region).isNotEqualTo(FailureDomain.parse("zone:aws:eu-west-1"));
    }

    @Test
    void aPathIsLostWithWhatIsAboveIt() {
        FailureDomain data = FailureDomain.parse("path:/var/lib/postgresql/data/");

        assertThat(data.name()).isEqualTo("/var/lib/postgresql/data");
        assertThat(data.contains(data)).isTrue();
        assertThat(data.contains(FailureDomain.parse("path:/var/lib/postgresql/data/journal")))
                .isTrue();
        assertThat(data.contains(FailureDomain.parse("path:/var/lib/postgresql/data2")))
                .isFalse();
        assertThat(data.contains(FailureDomain.parse("path:/var/lib/postgresql")))
                .isFalse();
        assertThat(FailureDomain.parse("path:/").contains(data)).isTrue();
    }

    @Test
    void otherDomainsAreLostAlone() {
        FailureDomain host = FailureDomain.parse("host:db1");

        assertThat(host.contains(FailureDomain.parse("host:db1"))).isTrue();
        assertThat(host.contains(FailureDomain.parse("host:db1/x"))).isFalse();
        assertThat(host.contains(FailureDomain.parse("path:/db1"))).isFalse();
    }

    @Test
    void anAddressIsADomain() {
        assertThat(FailureDomain.ofAddress("file:/var/backups")).hasToString("path:/var/backups");
        assertThat(FailureDomain.ofAddress("s3:bucket/folder")).hasToString("address:s3:bucket/folder");
    }

    @Test
    void whatIsNoDomainIsRefusedWithARemedy() {
        for (String text : List.of("", "host", ":db1", "Host:db1", "host:", "host: ", "path:relative", "a b:c")) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> FailureDomain.parse(text))
                    .satisfies(failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                        assertThat(failure.hint()).isPresent();
                    });
        }
    }
}
