package com.datafly.signal.dr.selfmanaged.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.selfmanaged.server.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicationRefusalIT {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ArgumentsSource(PostgresVersions.class)
    void everyRefusalOfAVersionIsNamed(PostgresInstallation installation) throws SQLException {
        try (TestServer test = TestServer.start(
                installation, directory.resolve("data"), server -> server.setting("max_wal_senders", "2"))) {
            int port = test.server().port();
            test.execute("create role \"Plain\" login password 'plain'");

            try (ReplicationConnection one = ReplicationConnection.open(Endpoints.onSocket(test.server()), "one");
                    ReplicationConnection two = ReplicationConnection.open(Endpoints.onSocket(test.server()), "two")) {
                assertThat(one.identify()).isEqualTo(two.identify());
                DrException noSender = refusal(Endpoints.onTcp(port));
                assertThat(noSender.code()).isEqualTo(ErrorCode.QUOTA);
                assertThat(noSender).hasMessageContaining("max_wal_senders is 2");
            }

            awaitFreeSenders(test);
            DrException wrongPassword = refusal(endpoint(port, "postgres", "wrong"));
            assertThat(wrongPassword.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(wrongPassword).hasMessageContaining("password").hasMessageNotContaining("wrong");

            awaitFreeSenders(test);
            DrException noPrivilege = refusal(endpoint(port, "Plain", "plain"));
            assertThat(noPrivilege.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
            assertThat(noPrivilege.hint()).get().asString().contains("ALTER ROLE \"Plain\" WITH REPLICATION;");
        }
    }

    /** Even a session that is refused takes a sender for a moment. */
    private static void awaitFreeSenders(TestServer test) {
        Waiting.until(Duration.ofSeconds(60), () -> senders(test).equals("0"));
    }

    private static String senders(TestServer test) {
        try {
            return test.query("select count(*) from pg_stat_activity where backend_type = 'walsender'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ArgumentsSource(PostgresVersions.class)
    void aServerWithMinimalWalIsRefused(PostgresInstallation installation) {
        try (TestServer test = TestServer.start(
                installation,
                directory.resolve("data"),
                server -> server.setting("wal_level", "minimal").setting("max_wal_senders", "0"))) {
            DrException minimal = refusal(Endpoints.onSocket(test.server()));

            assertThat(minimal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
            assertThat(minimal).hasMessageContaining("wal_level is minimal");
            assertThat(minimal.effect()).isEqualTo(Effect.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"14.20", "19beta1", "9.6.24"})
    void aVersionThatWasNeverTriedIsRefused(String version) throws IOException {
        try (FakeServer server = new FakeServer(version)) {
            DrException unknown = refusal(Endpoints.onTcp(server.port()));

            assertThat(unknown.code()).isEqualTo(ErrorCode.UNSUPPORTED);
            assertThat(unknown).hasMessageContaining(version).hasMessageContaining("15 to 18");
        }
    }

    @Test
    void aPortWithoutAServerIsUnavailable() throws IOException {
        try (Socket holder = new Socket()) {
            // Bound, so that nobody else gets the port, but not listening.
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = holder.getLocalPort();
            DrException refused = refusal(Endpoints.onTcp(port));

            assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(refusal(PostgresEndpoint.onSocket(directory, port, "postgres", "postgres"))
                            .code())
                    .isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void aServerThatNeverAnswersIsGivenUpInTime() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            PostgresEndpoint endpoint = PostgresEndpoint.create(
                    "127.0.0.1",
                    mute.getLocalPort(),
                    "postgres",
                    "postgres",
                    options -> options.connectTimeout(Duration.ofSeconds(1)));

            assertThat(refusal(endpoint).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    private static PostgresEndpoint endpoint(int port, String user, String password) {
        return PostgresEndpoint.create(
                "127.0.0.1", port, "postgres", user, options -> options.password(Secret.of(password)));
    }

    private static DrException refusal(PostgresEndpoint endpoint) {
        return catchThrowableOfType(
                DrException.class,
                () -> ReplicationConnection.open(endpoint, "orders").close());
    }
}
