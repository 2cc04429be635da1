package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.tck.DriverOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlAccessTest {

    private static final SqlAccess.Server NOWHERE =
            new SqlAccess.Server("orders.example.rds.amazonaws.com", 5432, "admin", Optional.of("orders"));

    @Test
    void withoutAPasswordAndWithoutIamThereIsNoSql() {
        assertThat(open(Map.of(), Map.of()).to(NOWHERE)).isEmpty();
        assertThat(open(Map.of(), Map.of("password", Secret.of("pw"))).to(NOWHERE))
                .isPresent();
        assertThat(open(Map.of("sql-auth", "iam"), Map.of()).to(NOWHERE)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"sql-auth, kerberos", "sslmode, allow", "sslrootcert, /no/such/bundle.pem"})
    void anOptionThatCannotBeIsRefusedBeforeAnythingConnects(String name, String value) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> open(Map.of(name, value), Map.of()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining(name)
                .withMessageContaining(value);
    }

    @Test
    void aTokenOfIamIsNeverSentWithoutTlsNorBesideAPassword() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> open(Map.of("sql-auth", "iam", "sslmode", "disable"), Map.of()))
                .withMessageContaining("over TLS only");
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> open(Map.of("sql-auth", "iam"), Map.of("password", Secret.of("pw"))))
                .withMessageContaining("Keep one of the two");
    }

    @Test
    void theMasterUserAndTheDatabaseOfTheInstanceAreTheDefaults() throws Exception {
        assertThat(startUpMessage(Map.of("sslmode", "disable")))
                .contains("user\0admin\0")
                .contains("database\0orders\0");
        assertThat(startUpMessage(Map.of("sslmode", "disable", "user", "drill", "database", "other")))
                .contains("user\0drill\0")
                .contains("database\0other\0");
    }

    @Test
    void tlsIsAskedForUnlessItIsSwitchedOff() throws Exception {
        assertThat(startUpMessage(Map.of())).hasSize(8).doesNotContain("admin");
    }

    /** Returns what a client says first; the server hangs up then. */
    private static String startUpMessage(Map<String, String> options) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> listen(server));
            SqlAccess.Server here =
                    new SqlAccess.Server("127.0.0.1", server.getLocalPort(), "admin", Optional.of("orders"));
            DataSource sql =
                    open(options, Map.of("password", Secret.of("pw"))).to(here).orElseThrow();
            assertThatExceptionOfType(SQLException.class).isThrownBy(sql::getConnection);
            return heard.get(60, TimeUnit.SECONDS);
        }
    }

    private static String listen(ServerSocket server) {
        try (Socket client = server.accept()) {
            byte[] message = new byte[1000];
            int length = client.getInputStream().read(message);
            return new String(message, 0, length, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SqlAccess open(Map<String, String> options, Map<String, Secret> secrets) {
        Map<String, String> all = new HashMap<>(options);
        all.put("access-key-id", "AKIDEXAMPLE");
        Map<String, Secret> allSecrets = new HashMap<>(secrets);
        allSecrets.put("secret-access-key", Secret.of("not-checked"));
        DriverOptions context = DriverOptions.of(all, allSecrets);
        return SqlAccess.open(AwsSession.open("eu-west-1", context, SqlAccess.OPTIONS), context);
    }
}
