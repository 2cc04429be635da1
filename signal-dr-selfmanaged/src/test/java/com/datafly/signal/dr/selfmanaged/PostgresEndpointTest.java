package com.datafly.signal.dr.selfmanaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresEndpointTest {

    @Test
    void anAddressIsReadWithAllItsParts() {
        PostgresEndpoint endpoint = PostgresEndpoint.parse(
                "postgresql://or%40ders:s%3Acret%2B+@db.example:6432/my%2Fdb?sslmode=verify-full&sslrootcert=/etc/ca.pem"
                        + "&connect_timeout=3&channel_binding=require");

        assertThat(endpoint.user()).isEqualTo("or@ders");
        assertThat(endpoint.host()).isEqualTo("db.example");
        assertThat(endpoint.port()).isEqualTo(6432);
        assertThat(endpoint.database()).isEqualTo("my/db");
        assertThat(endpoint.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(endpoint.socketDirectory()).isEmpty();
    }

    @Test
    void whatIsLeftOutHasADefault() {
        PostgresEndpoint endpoint = PostgresEndpoint.parse("postgres://orders@[::1]");

        assertThat(endpoint.host()).isEqualTo("::1");
        assertThat(endpoint.port()).isEqualTo(5432);
        assertThat(endpoint.database()).isEqualTo("orders");
        assertThat(PostgresEndpoint.parse("postgresql://orders@/db?host=/run/pg")
                        .socketDirectory())
                .contains(Path.of("/run/pg"));
    }

    @Test
    void aPasswordIsNeverPrinted() {
        PostgresEndpoint endpoint = PostgresEndpoint.create(
                "db.example", 5432, "postgres", "orders", options -> options.password(Secret.of("secret")));

        assertThat(endpoint).hasToString("postgresql://orders@db.example:5432/postgres");
        assertThat(endpoint.withDatabase("other")).hasToString("postgresql://orders@db.example:5432/other");
        assertThat(PostgresEndpoint.onSocket(Path.of("/run/pg"), 5432, "postgres", "orders"))
                .hasToString("postgresql://orders@/run/pg/.s.PGSQL.5432/postgres");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://orders:secret@db/x",
                "postgresql://db.example/x",
                "postgresql://orders:secret@db:0/x",
                "postgresql://orders:secret@db:70000/x",
                "postgresql://orders:secret@one,two/x",
                "postgresql://orders:secret@db/x?sslmode=maybe",
                "postgresql://orders:secret@db/x?surprise=1",
                "postgresql://orders:secret@db/x?sslmode",
                "postgresql://orders:secret@db/x?connect_timeout=0",
                "postgresql://orders:secret@db/x?connect_timeout=soon",
                "postgresql://orders:secret%zz@db/x",
                "postgresql://orders:secret@db/x?channel_binding=perhaps"
            })
    void anAddressThatIsNoneIsRefusedWithoutRepeatingThePassword(String address) {
        DrException failure = catchThrowableOfType(DrException.class, () -> PostgresEndpoint.parse(address));

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure).hasMessageNotContaining("secret");
    }
}
