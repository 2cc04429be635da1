package com.datafly.signal.dr.selfmanaged.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

class ConnectionSecurityIT {

    private static final String OPTIONS = "LABEL 'x', CHECKPOINT 'fast', WAL true, MANIFEST 'yes'";

    @TempDir
    static Path shared;

    private static TestCertificates certificates;
    private static TestServer test;

    @BeforeAll
    static void startAServerThatTakesOnlyTls() throws Exception {
        certificates = TestCertificates.make(shared);
        test = start(PostgresVersions.newest(), shared.resolve("data"));
    }

    @AfterAll
    static void stop() {
        test.close();
    }

    private static TestServer start(PostgresInstallation installation, Path data) throws Exception {
        TestServer server = TestServer.start(
                installation,
                data,
                builder -> builder.accessRule("host all,replication md5_user 127.0.0.1/32 md5")
                        .accessRule("hostnossl all,replication all 127.0.0.1/32 reject"));
        certificates.install(server.server());
        server.execute("create role scram_user replication login password 'right'");
        try (var connection = server.connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute("set password_encryption = 'md5'");
            statement.execute("create role md5_user replication login password 'right'");
        }
        return server;
    }

    @ParameterizedTest
    @ArgumentsSource(PostgresVersions.class)
    void everyVersionIsBackedUpThroughVerifiedTlsWithChannelBinding(
            PostgresInstallation installation, @TempDir Path own) throws Exception {
        try (TestServer server = start(installation, own.resolve("data"));
                ReplicationConnection connection = ReplicationConnection.open(
                        endpoint(server, "localhost", options -> options.channelBinding("require")), "orders")) {
            assertThat(server.query("select ssl from pg_stat_ssl join pg_stat_activity using (pid)"
                            + " where application_name = 'orders'"))
                    .isEqualTo("t");
            ReplicationConnectionIT.CountingSink sink = new ReplicationConnectionIT.CountingSink();

            BaseBackupResult result = connection.baseBackup(OPTIONS, sink);

            assertThat(result.stopLsn()).isGreaterThan(result.startLsn());
            assertThat(sink.archiveBytes).isGreaterThan(20_000_000);
            assertThat(connection.identify().timeline()).isEqualTo(1);
        }
    }

    @Test
    void channelBindingCannotBeHadWithoutTls() {
        PostgresEndpoint endpoint = PostgresEndpoint.create(
                "127.0.0.1",
                test.server().port(),
                "postgres",
                "md5_user",
                options ->
                        options.password(Secret.of("right")).sslMode("disable").channelBinding("require"));

        assertThat(refusal(endpoint)).isNotNull();
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNotTrusted() throws Exception {
        TestCertificates others = TestCertificates.make(shared);

        DrException refusal =
                refusal(endpoint(test, "localhost", options -> options.sslRootCertificate(others.authority())));

        assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(refusal).hasMessageContaining("TLS failed");
    }

    @Test
    void aCertificateForAnotherNameIsNotTrusted() {
        DrException refusal = refusal(endpoint(test, "127.0.0.1", options -> {}));

        assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(refusal).hasMessageContaining("127.0.0.1");
    }

    @Test
    void md5IsSpokenWithAndWithoutTls() {
        for (String sslMode : new String[] {"disable", "require"}) {
            PostgresEndpoint endpoint = PostgresEndpoint.create(
                    "127.0.0.1",
                    test.server().port(),
                    "postgres",
                    "md5_user",
                    options -> options.password(Secret.of("right")).sslMode(sslMode));
            try (ReplicationConnection connection = ReplicationConnection.open(endpoint, "orders")) {
                assertThat(connection.identify().timeline()).isEqualTo(1);
            }
        }
    }

    @Test
    void walSurvivesTimeoutsAmidTlsRecords() throws Exception {
        try (TestProxy proxy = new TestProxy(test.server().port(), TestProxy.Tamper.drip(997, Duration.ofMillis(3)));
                ReplicationConnection connection =
                        ReplicationConnection.open(endpoint(proxy.port(), "localhost", options -> {}), "orders")) {
            Lsn position = connection.identify().position();
            WalStream stream = connection.startReplication("", position, 1);
            test.execute("create table if not exists t as select generate_series(1, 500) as x");
            Lsn target = Lsn.parse(test.query("select pg_current_wal_flush_lsn()"));

            int timeouts = 0;
            while (position.isBefore(target)) {
                Optional<WalMessage> message = stream.receive(Duration.ofMillis(1));
                timeouts += message.isEmpty() ? 1 : 0;
                if (message.isPresent() && message.get() instanceof WalMessage.Wal wal) {
                    assertThat(wal.start()).isEqualTo(position);
                    position = wal.end();
                }
            }
            assertThat(timeouts).isPositive();
        }
    }

    private static PostgresEndpoint endpoint(TestServer server, String host, Consumer<PostgresEndpoint.Builder> more) {
        return endpoint(server.server().port(), host, more);
    }

    private static PostgresEndpoint endpoint(int port, String host, Consumer<PostgresEndpoint.Builder> more) {
        return PostgresEndpoint.create(host, port, "postgres", "scram_user", options -> {
            options.password(Secret.of("right")).sslMode("verify-full").sslRootCertificate(certificates.authority());
            more.accept(options);
        });
    }

    private static DrException refusal(PostgresEndpoint endpoint) {
        return catchThrowableOfType(
                DrException.class,
                () -> ReplicationConnection.open(endpoint, "orders").close());
    }
}
