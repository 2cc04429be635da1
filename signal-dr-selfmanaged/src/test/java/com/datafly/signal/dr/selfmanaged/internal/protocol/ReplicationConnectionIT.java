package com.datafly.signal.dr.selfmanaged.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.selfmanaged.server.Waiting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

class ReplicationConnectionIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ArgumentsSource(PostgresVersions.class)
    void everyVersionIsSpokenToOverSocketAndTcp(PostgresInstallation installation) throws Exception {
        try (TestServer test = TestServer.start(installation, directory.resolve("data"))) {
            try (ReplicationConnection connection =
                    ReplicationConnection.open(Endpoints.onSocket(test.server()), "orders")) {
                tellsWhoItIs(connection, test, installation);
                managesSlots(connection);
                streamsABaseBackupAndGoesOn(connection);
            }
            try (ReplicationConnection connection =
                    ReplicationConnection.open(Endpoints.onTcp(test.server().port()), "orders")) {
                streamsWal(connection, test);
            }
            followsAPromotion(test);
        }
    }

    private static void tellsWhoItIs(
            ReplicationConnection connection, TestServer test, PostgresInstallation installation) throws SQLException {
        SystemIdentity identity = connection.identify();

        assertThat(Long.toUnsignedString(identity.systemIdentifier()))
                .isEqualTo(test.query("select system_identifier from pg_control_system()"));
        assertThat(identity.timeline()).isEqualTo(1);
        assertThat(identity.majorVersion()).isEqualTo(installation.majorVersion());
        assertThat(identity.position()).isGreaterThan(Lsn.ZERO);
        assertThat(connection.show("wal_segment_size")).isEqualTo("16MB");
        assertThat(test.query("select application_name from pg_stat_replication union all"
                        + " select application_name from pg_stat_activity where backend_type = 'walsender'"))
                .isEqualTo("orders");
        assertCode(ErrorCode.NOT_FOUND, () -> connection.show("no_such_setting"));
        assertCode(ErrorCode.NOT_FOUND, () -> connection.timelineHistory(7));
    }

    private static void managesSlots(ReplicationConnection connection) {
        assertThat(connection.readSlot("a_slot")).isEmpty();
        connection.createSlot("a_slot", false, true);
        assertCode(ErrorCode.ALREADY_EXISTS, () -> connection.createSlot("a_slot", false, true));
        assertThat(connection.readSlot("a_slot")).hasValueSatisfying(slot -> {
            assertThat(slot.reservesWal()).isTrue();
            assertThat(slot.timeline()).isEqualTo(1);
        });
        connection.dropSlot("a_slot");
        assertCode(ErrorCode.NOT_FOUND, () -> connection.dropSlot("a_slot"));
        connection.createSlot("later", true, false);
        assertThat(connection.readSlot("later")).contains(new SlotPosition(Lsn.ZERO, 0));
    }

    private static void streamsABaseBackupAndGoesOn(ReplicationConnection connection) {
        CountingSink sink = new CountingSink();
        BaseBackupResult result =
                connection.baseBackup("LABEL 'it''s', PROGRESS, CHECKPOINT 'fast', WAL true, MANIFEST 'yes'", sink);

        assertThat(sink.archives).containsExactly("base.tar");
        assertThat(sink.archiveBytes).isGreaterThan(20_000_000);
        assertThat(sink.manifest.toString()).startsWith("{ \"PostgreSQL-Backup-Manifest-Version\": ");
        assertThat(sink.progress).isGreaterThan(20_000_000);
        assertThat(sink.start).isEqualTo(result.startLsn());
        assertThat(result.stopLsn()).isGreaterThan(result.startLsn());
        assertThat(result.startTimeline()).isEqualTo(1);
        assertThat(connection.identify().timeline()).isEqualTo(1);
    }

    private static void streamsWal(ReplicationConnection connection, TestServer test) throws Exception {
        connection.createSlot("receiver", false, true);
        Lsn start = connection.identify().position();
        WalStream stream = connection.startReplication("receiver", start, 1);
        assertCode(ErrorCode.FAILED_PRECONDITION, connection::identify);
        test.execute("create table t as select generate_series(1, 1000) as x");
        Lsn target = Lsn.parse(test.query("select pg_current_wal_flush_lsn()"));

        Lsn position = start;
        while (position.isBefore(target)) {
            Optional<WalMessage> message = stream.receive(LIMIT);
            assertThat(message).isPresent();
            if (message.get() instanceof WalMessage.Wal wal) {
                assertThat(wal.start()).isEqualTo(position);
                assertThat(wal.serverTime())
                        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
                position = wal.end();
            }
        }
        stream.sendStatus(position, position, position, true);
        assertThat(awaitKeepalive(stream).serverEnd()).isGreaterThanOrEqualTo(target);
        String flushed = position.toString();
        Waiting.until(
                LIMIT,
                () -> answer(test, "select flush_lsn from pg_stat_replication").equals(flushed));
        // The server may write something of its own, but not for ever.
        Waiting.until(LIMIT, () -> stream.receive(Duration.ofMillis(20)).isEmpty());
    }

    private static String answer(TestServer test, String query) {
        try {
            return test.query(query);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static WalMessage.Keepalive awaitKeepalive(WalStream stream) {
        while (true) {
            Optional<WalMessage> message = stream.receive(LIMIT);
            assertThat(message).isPresent();
            if (message.get() instanceof WalMessage.Keepalive keepalive) {
                return keepalive;
            }
        }
    }

    /** A second timeline is made by restarting the server as a standby of nobody and promoting it. */
    private static void followsAPromotion(TestServer test) throws Exception {
        Waiting.until(
                LIMIT,
                () -> answer(test, "select count(*) from pg_replication_slots where active")
                        .equals("0"));
        test.execute("select pg_drop_replication_slot('receiver')");
        Lsn start =
                Lsn.parse(test.query("select '0/0'::pg_lsn + (pg_current_wal_lsn() - '0/0') / 16777216 * 16777216"));
        test.server().stop();
        Files.createFile(test.server().dataDirectory().resolve("standby.signal"));
        giveToServer(test.server().dataDirectory().resolve("standby.signal"));
        test.server().start();
        test.execute("select pg_promote()");
        test.server().awaitPromoted(LIMIT);

        try (ReplicationConnection connection =
                ReplicationConnection.open(Endpoints.onSocket(test.server()), "orders")) {
            TimelineHistoryFile history = connection.timelineHistory(2);
            assertThat(history.fileName()).isEqualTo("00000002.history");
            String content = new String(history.content(), StandardCharsets.UTF_8);

            WalStream stream = connection.startReplication("", start, 1);
            WalMessage.TimelineEnd end = awaitTimelineEnd(stream);
            assertThat(end.nextTimeline()).isEqualTo(2);
            assertThat(content).startsWith("1\t" + end.switchPoint());

            WalStream atTheEnd = connection.startReplication("", end.switchPoint(), 1);
            assertThat(awaitTimelineEnd(atTheEnd)).isEqualTo(end);
            assertThat(connection.identify().timeline()).isEqualTo(2);

            WalStream next = connection.startReplication("", end.switchPoint(), 2);
            assertThat(next.receive(LIMIT)).isPresent();
            endsWithTheServer(next, test);
        }
    }

    /** A server shuts down only when its receivers have confirmed everything, the shutdown's own record included. */
    private static void endsWithTheServer(WalStream stream, TestServer test) {
        CompletableFuture<Void> stopped =
                CompletableFuture.runAsync(() -> test.server().stop());
        assertCode(ErrorCode.UNAVAILABLE, () -> {
            while (true) {
                Optional<WalMessage> message = stream.receive(LIMIT);
                assertThat(message).isPresent();
                if (message.get() instanceof WalMessage.Wal wal) {
                    stream.sendStatus(wal.end(), wal.end(), wal.end(), false);
                }
            }
        });
        stopped.join();
    }

    private static WalMessage.TimelineEnd awaitTimelineEnd(WalStream stream) {
        while (true) {
            Optional<WalMessage> message = stream.receive(LIMIT);
            assertThat(message).isPresent();
            if (message.get() instanceof WalMessage.TimelineEnd end) {
                return end;
            }
        }
    }

    private static void giveToServer(Path file) throws Exception {
        Files.setOwner(file, Files.getOwner(file.getParent()));
    }

    private static void assertCode(ErrorCode code, Runnable call) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    /** Counts what it is given. */
    static final class CountingSink implements BaseBackupSink {
        final List<String> archives = new ArrayList<>();
        final StringBuilder manifest = new StringBuilder();
        long archiveBytes;
        long progress;
        Lsn start = Lsn.ZERO;
        private boolean inManifest;

        @Override
        public void begin(Lsn startLsn, int timeline, List<Tablespace> tablespaces) {
            start = startLsn;
        }

        @Override
        public void archive(String name, String location) {
            archives.add(name);
        }

        @Override
        public void manifest() {
            inManifest = true;
        }

        @Override
        public void data(byte[] bytes, int offset, int length) {
            if (inManifest) {
                manifest.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
            } else {
                archiveBytes += length;
            }
        }

        @Override
        public void progress(long bytes) {
            progress = bytes;
        }
    }
}
