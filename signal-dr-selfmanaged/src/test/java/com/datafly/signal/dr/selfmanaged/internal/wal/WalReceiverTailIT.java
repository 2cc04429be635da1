package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.protocol.Endpoints;
import com.datafly.signal.dr.selfmanaged.internal.protocol.TestProxy;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.DurableSteps.Step;
import com.datafly.signal.dr.selfmanaged.server.PostgresMajors;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.selfmanaged.server.Waiting;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of the log: what was acknowledged of the last segment reaches the archive, and nothing is said of more. */
class WalReceiverTailIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** A record that begins in this segment, ends shortly behind a later one's start, is flushed, and is the last. */
    private static final String CROSSING = "select pg_logical_emit_message(false, 'x', repeat('y',"
            + " (%d - (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint %% 1048576)::int), true)";

    @TempDir
    Path directory;

    private SwitchableStore store;

    @BeforeEach
    void openStore() {
        store = new SwitchableStore(FileSystemObjectStore.open(directory.resolve("store")));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"17 1048576", "18 3145728"})
    void aLastRecordThatCrossesSegmentsIsArchived(String how) throws SQLException, IOException {
        int version = Integer.parseInt(how.substring(0, 2));
        try (WalSource source = source(version)) {
            Lsn end;
            ColdBase base;
            try (WalReceiver receiver = receiver(source.endpoint(), source, options -> {})) {
                receiver.awaitStreaming(SOON);
                source.sql("select pg_switch_wal()", "create table t(id int)");
                base = ColdBase.take(source, directory.resolve("copy"));
                end = Lsn.parse(source.sql(CROSSING.formatted(Integer.parseInt(how.substring(3)))));

                receiver.awaitArchived(end, SOON);

                assertThat(receiver.status().state()).isEqualTo(ReceiverState.STREAMING);
                assertThat(archive().interval(base.start()).lastLsn()).isGreaterThanOrEqualTo(end);
            }
            assertThat(proven(base).expectedEnd()).isGreaterThanOrEqualTo(end);
        }
    }

    @Test
    void aLastRecordThatCrossesSegmentsSurvivesTheServer() throws SQLException, IOException {
        try (WalSource source = source(18)) {
            ColdBase base;
            Lsn end;
            try (WalReceiver receiver =
                    receiver(source.endpoint(), source, options -> options.tailInterval(Duration.ofMinutes(5)))) {
                receiver.awaitStreaming(SOON);
                source.sql("select pg_switch_wal()", "create table t(id int)");
                base = ColdBase.take(source, directory.resolve("copy"));
                store.down(true);
                end = Lsn.parse(source.sql(CROSSING.formatted(1 << 20)));
                Waiting.until(SOON, () -> !receiver.status().acknowledged().isBefore(end));
                source.server().stopImmediately();
            }
            store.down(false);
            PostgresEndpoint nowhere = PostgresEndpoint.onSocket(directory, 1, "postgres", "postgres");
            Repository repository = Repository.openExisting(store);
            WalReceiver.start(nowhere, repository, options(options -> {})).close();

            assertThat(proven(base).expectedEnd()).isGreaterThanOrEqualTo(end);
        }
    }

    @ParameterizedTest
    @PostgresMajors({15, 18})
    void aKeepaliveBehindABacklogIsNoEndOfTheLog(int version) throws IOException {
        BackloggedServer line = new BackloggedServer();
        try (WalSource source = onLoopback(version);
                TestProxy proxy = new TestProxy(source.server().port(), line)) {
            PostgresEndpoint endpoint = Endpoints.onTcp(proxy.port());
            source.sql("create table t(id int, fill text)", "alter table t alter fill set storage external");
            try (WalReceiver receiver = receiver(endpoint, source, options -> {})) {
                receiver.awaitStreaming(SOON);
                receiver.awaitArchived(source.flushed(), SOON);
            }
            for (int i = 0; i < 10; i++) {
                source.sql("insert into t values (1, repeat('x', 900000))");
            }
            Instant confirmed = clock(source);
            Lsn end = source.flushed();
            line.slow();
            try (WalReceiver receiver = receiver(endpoint, source, options -> {})) {
                ReceiverStatus status = receiver.status();
                while (status.completeUntil() == null || status.completeUntil().isBefore(confirmed)) {
                    Waiting.until(SOON, new Changed(receiver, status)::hasHappened);
                    status = receiver.status();
                }
                assertThat(status.archived()).isGreaterThanOrEqualTo(end);
                assertThat(line.hasStalled()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @PostgresMajors({15, 18})
    void theRestorableTimeOfABusyServerGoesOn(int version) throws Exception {
        try (WalSource source = source(version);
                WalReceiver receiver = receiver(source.endpoint(), source, options -> {})) {
            receiver.awaitStreaming(SOON);
            source.sql("create table t(id int)");
            AtomicBoolean stopped = new AtomicBoolean();
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(source, stopped));
            try {
                Instant busy = clock(source);
                Waiting.until(SOON, () -> {
                    Instant complete = receiver.status().completeUntil();
                    return complete != null && complete.isAfter(busy.plusMillis(500));
                });
            } finally {
                stopped.set(true);
                writing.get(SOON.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aFailureOfTheArchiverThatNobodyExpectsEndsTheReceiver() {
        try (WalSource source = source(18);
                WalReceiver receiver = receiver(source.endpoint(), source, options -> {})) {
            receiver.awaitStreaming(SOON);
            receiver.awaitArchived(source.flushed(), SOON);
            store.breakOnce();
            source.sql("create table t(id int)");

            Waiting.until(SOON, () -> receiver.status().state() == ReceiverState.FAILED);

            assertThat(receiver.status().failure())
                    .isNotNull()
                    .hasMessageContaining("the test has broken it")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
        }
    }

    @Test
    void aSegmentWhoseFileIsGoneFromTheSpoolCountsAsArchivedIfItIs() {
        AtomicBoolean failing = new AtomicBoolean(true);
        DurableSteps steps = step -> {
            if (step == Step.DROPPED && failing.compareAndSet(true, false)) {
                throw DrException.of(ErrorCode.UNAVAILABLE, "drop a segment", "the test refuses once");
            }
        };
        try (WalSource source = source(18);
                WalReceiver receiver = WalReceiver.start(
                        source.endpoint(),
                        Repository.open(store, source.identity().systemIdentifier()),
                        options(options -> {}),
                        steps)) {
            receiver.awaitStreaming(SOON);
            source.sql("create table t(id int)", "select pg_switch_wal()", "insert into t values (1)");

            receiver.awaitArchived(source.flushed(), SOON);

            assertThat(failing).isFalse();
            assertThat(receiver.status().failure()).isNull();
        }
    }

    @Test
    void damageInTheSpoolIsSaidAndTheFileStays() throws IOException {
        Path spooled;
        try (WalSource source = source(18);
                WalReceiver receiver =
                        receiver(source.endpoint(), source, options -> options.tailInterval(Duration.ofMinutes(5)))) {
            receiver.awaitStreaming(SOON);
            source.sql("select pg_switch_wal()", "create table t(id int)");
            receiver.awaitArchived(source.flushed(), SOON);
            store.down(true);
            source.sql("insert into t select generate_series(1, 1000)");
            Lsn end = source.flushed();
            Waiting.until(SOON, () -> !receiver.status().acknowledged().isBefore(end));
            SegmentName last = SegmentName.containing(1, end.plus(-1), 1 << 20);
            spooled = directory.resolve("spool").resolve(last.fileName() + ".partial");
            source.server().stopImmediately();
            try (RandomAccessFile file = new RandomAccessFile(spooled.toFile(), "rw")) {
                long middle = end.minus(last.start()) - 20_000;
                file.seek(middle);
                int old = file.read();
                file.seek(middle);
                file.write(old ^ 1);
            }
        }
        store.down(false);
        StreamGround ground = new StreamGround(
                Spool.open(directory.resolve("spool"), DurableSteps.UNOBSERVED),
                archive(),
                new ReceiverMonitor(options(options -> {})),
                DurableSteps.UNOBSERVED);
        try (Spool spool = ground.spool()) {
            SegmentName damaged = spool.partial().get(spool.partial().size() - 1);
            ground.monitor().left(damaged);
            ground.monitor().receivingEnded();
            new SegmentArchiver(ground, Duration.ofMillis(50)).run();

            assertThat(ground.monitor().status().state()).isEqualTo(ReceiverState.FAILED);
            assertThat(ground.monitor().status().failure())
                    .isNotNull()
                    .hasMessageContaining("disk has damaged it")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED));
        }
        assertThat(spooled).exists();
    }

    @Test
    void whatIsHeldUpToAPageIsAcknowledgedAgainAfterAReconnection() {
        try (WalSource source = source(18)) {
            Lsn end;
            try (WalReceiver receiver = receiver(source.endpoint(), source, options -> {})) {
                receiver.awaitStreaming(SOON);
                end = endOnPage(source);
                receiver.awaitArchived(end, SOON);
            }
            try (WalReceiver receiver = receiver(source.endpoint(), source, options -> {})) {
                receiver.awaitStreaming(SOON);

                Waiting.until(SOON, () -> !receiver.status().acknowledged().isBefore(end));
            }
        }
    }

    /** Writes a record that ends with its page; another server process may write in between, then once more. */
    private static Lsn endOnPage(WalSource source) {
        Lsn end = source.flushed();
        while (end.value() % PageHeader.PAGE_SIZE != 0) {
            Lsn before = Lsn.parse(source.sql("select pg_current_wal_insert_lsn()"));
            end = emit(source, 300);
            long rest = PageHeader.PAGE_SIZE - end.value() % PageHeader.PAGE_SIZE - (end.minus(before) - 300);
            end = rest < 300 ? end : emit(source, rest);
        }
        return end;
    }

    private static Lsn emit(WalSource source, long length) {
        return Lsn.parse(source.sql("select pg_logical_emit_message(false, 'x', repeat('y', " + length + "), true)"));
    }

    /** Commits one row after the other. */
    private static void write(WalSource source, AtomicBoolean stopped) {
        try (Connection connection = source.endpoint().connect();
                Statement statement = connection.createStatement()) {
            while (!stopped.get()) {
                statement.execute("insert into t values (1)");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Instant clock(WalSource source) {
        return Instant.parse(source.sql(
                "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
    }

    /** Whether a receiver has another mark than it had. */
    private record Changed(WalReceiver receiver, ReceiverStatus before) {

        boolean hasHappened() {
            return !Objects.equals(receiver.status().completeUntil(), before.completeUntil());
        }
    }

    private ProvenWal proven(ColdBase base) throws IOException {
        Path staging = Files.createTempDirectory(directory, "staging");
        return WalProof.prove(archive(), base.start(), RecoveryTarget.latest(), staging);
    }

    private WalArchive archive() {
        return WalArchive.of(Repository.openExisting(store), 1 << 20);
    }

    private WalReceiver receiver(PostgresEndpoint endpoint, WalSource source, Consumer<ReceiverOptions.Builder> more) {
        Repository repository = Repository.open(store, source.identity().systemIdentifier());
        return WalReceiver.start(endpoint, repository, options(more));
    }

    private ReceiverOptions options(Consumer<ReceiverOptions.Builder> more) {
        Consumer<ReceiverOptions.Builder> quick = options -> options.tailInterval(Duration.ofMillis(200));
        return ReceiverOptions.create("dr", directory.resolve("spool"), quick.andThen(more));
    }

    private WalSource source(int version) {
        return source(version, builder -> builder.setting("bgwriter_delay", "10000"));
    }

    private WalSource onLoopback(int version) {
        return source(
                version,
                builder -> builder.superuserPassword(Secret.of(TestServer.PASSWORD))
                        .listenOnLoopback());
    }

    private WalSource source(int version, Consumer<PostgresServer.Builder> more) {
        return WalSource.create(
                version,
                directory,
                more.andThen(builder -> builder.walSegmentSizeMegabytes(1).setting("fsync", "off")));
    }
}
