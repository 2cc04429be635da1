package com.datafly.signal.dr.selfmanaged.internal.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.protocol.Endpoints;
import com.datafly.signal.dr.selfmanaged.internal.protocol.ReplicationConnection;
import com.datafly.signal.dr.selfmanaged.internal.protocol.TestProxy;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.server.PostgresMajors;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.selfmanaged.server.Waiting;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BaseBackupFailureIT {

    private static final OperationKey KEY = new OperationKey("key-1");
    private static final int SLOTS = 3;
    private static final int NEWEST = 18;

    @TempDir
    static Path shared;

    private static final Map<Integer, TestServer> SERVERS = new TreeMap<>();

    @TempDir
    Path own;

    private TestServer test;
    private ObjectStore store;
    private Repository repository;

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    private static TestServer server(int version) {
        return SERVERS.computeIfAbsent(version, BaseBackupFailureIT::start);
    }

    private static TestServer start(int version) {
        TestServer server = TestServer.start(
                PostgresVersions.of(version),
                shared.resolve("pg" + version),
                // Autovacuum would write a page again that was damaged on purpose.
                builder -> builder.setting("max_replication_slots", Integer.toString(SLOTS))
                        .setting("autovacuum", "off"));
        try {
            server.execute("create table big as select x, md5(x::text) as y from generate_series(1, 400000) x");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return server;
    }

    @BeforeEach
    void open() throws Exception {
        use(NEWEST);
    }

    private void use(int version) throws Exception {
        if (store != null) {
            store.close();
        }
        test = server(version);
        awaitFreeSlots();
        store = FileSystemObjectStore.open(own.resolve("store" + version));
        repository = BaseBackupIT.repository(store, test);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @PostgresMajors
    void aDamagedPageLeavesNoBackupThoughItIsReportedAfterTheLastByte(int version) throws Exception {
        use(version);
        test.execute("create table damaged as select x from generate_series(1, 10000) x");
        Path file = test.server().dataDirectory().resolve(test.query("select pg_relation_filepath('damaged')"));
        test.execute("checkpoint");
        flip(file, 8192 + 4000);
        try {
            DrException failure = failure(Endpoints.onSocket(test.server()), options -> {});

            assertThat(failure.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
            assertThat(failure).hasMessageContaining("checksum");
            nothingIsLeft();
        } finally {
            flip(file, 8192 + 4000);
            test.execute("drop table damaged");
        }
    }

    @ParameterizedTest
    @PostgresMajors
    void aConnectionLostBehindTheLastByteLeavesNoBackup(int version) throws Exception {
        use(version);
        try (TestProxy proxy = new TestProxy(test.server().port(), TestProxy.Tamper.cutBehind('c'))) {
            DrException failure = failure(Endpoints.onTcp(proxy.port()), options -> {});

            assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            nothingIsLeft();
        }
    }

    @Test
    void aConnectionLostAnywhereLeavesNoBackup() throws Exception {
        Random random = new Random(20250115);
        for (int i = 0; i < 12; i++) {
            awaitFreeSlots();
            long cut = i < 4 ? random.nextInt(3000) : random.nextInt(70_000_000);
            try (TestProxy proxy = new TestProxy(test.server().port(), TestProxy.Tamper.cutAfter(cut))) {
                DrException failure = failure(Endpoints.onTcp(proxy.port()), options -> {});

                assertThat(failure.code()).as("cut after " + cut).isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(failure.effect()).isEqualTo(Effect.NONE);
                nothingIsLeft();
            }
        }
    }

    @ParameterizedTest
    @PostgresMajors
    void aServerThatIsKilledLeavesNoBackupAndTheNextOneSucceeds(int version) throws Exception {
        use(version);
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<DrException> failed = CompletableFuture.supplyAsync(
                () -> failure(Endpoints.onSocket(test.server()), options -> slow(options, started)));
        assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
        test.server().kill();

        assertThat(failed.join().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        test.server().start();
        nothingIsLeft();
        assertThat(backUp("second").totalBytes()).isGreaterThan(10_000_000);
    }

    @ParameterizedTest
    @PostgresMajors
    void asManySlotsAsThereAreMeansQuota(int version) throws Exception {
        use(version);
        try (ReplicationConnection holder = ReplicationConnection.open(Endpoints.onSocket(test.server()), "holder")) {
            for (int i = 0; i < SLOTS; i++) {
                holder.createSlot("taken_" + i, true, false);
            }
            DrException failure = failure(Endpoints.onSocket(test.server()), options -> {});

            assertThat(failure.code()).isEqualTo(ErrorCode.QUOTA);
            assertThat(failure).hasMessageContaining("max_replication_slots is " + SLOTS);
            nothingIsLeft();
        }
    }

    @ParameterizedTest
    @PostgresMajors
    void aSecondBackupAtOnceIsAConflictThatNamesTheFirstAndLeavesItAlone(int version) throws Exception {
        use(version);
        CountDownLatch started = new CountDownLatch(1);
        Semaphore refused = new Semaphore(0);
        CompletableFuture<BackupManifest> first = CompletableFuture.supplyAsync(() -> BaseBackup.run(
                Endpoints.onSocket(test.server()),
                repository,
                BaseBackupRequest.create(
                        "first",
                        KEY,
                        options -> options.maxRate(16 << 20).progress((done, total) -> {
                            started.countDown();
                            refused.acquireUninterruptibly();
                            refused.release();
                        }))));
        assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();

        DrException second;
        try {
            second = failure(Endpoints.onSocket(test.server()), options -> {});
        } finally {
            refused.release();
        }

        assertThat(second.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(second).hasMessageContaining("another backup is running: 'signal-dr backup first' since 20");
        assertThat(first.join().id()).isEqualTo("first");
        assertThat(repository.list().backups()).hasSize(1);
    }

    @Test
    void aFullStoreLeavesNoBackup() throws Exception {
        long whole = backUp("whole").facts().storedBytes();
        repository.deleteBackup("whole");
        for (long room : new long[] {0, 1, whole / 2, whole - 1, whole + 100}) {
            Repository small = Repository.openExisting(new FullStore(store, room));

            awaitFreeSlots();
            DrException failure = catchThrowableOfType(
                    DrException.class,
                    () -> BaseBackup.run(
                            Endpoints.onSocket(test.server()),
                            small,
                            BaseBackupRequest.create("backup", KEY, options -> {})));

            assertThat(failure.code()).as("room for " + room).isEqualTo(ErrorCode.QUOTA);
            assertThat(failure.effect()).isEqualTo(Effect.NONE);
            nothingIsLeft();
        }
    }

    @Test
    void aCancelledBackupLeavesNothing() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        BaseBackup backup = new BaseBackup(
                Endpoints.onSocket(test.server()),
                repository,
                BaseBackupRequest.create("backup", KEY, options -> slow(options, started)));
        CompletableFuture<DrException> failed =
                CompletableFuture.supplyAsync(() -> catchThrowableOfType(DrException.class, backup::run));
        assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
        backup.cancel();

        assertThat(failed.join().code()).isEqualTo(ErrorCode.CANCELLED);
        nothingIsLeft();
        assertThat(catchThrowableOfType(DrException.class, backup::run).code()).isEqualTo(ErrorCode.CANCELLED);
    }

    @Test
    void anInterruptStopsABackupOverSocketAndTcp() throws Exception {
        for (PostgresEndpoint endpoint : new PostgresEndpoint[] {
            Endpoints.onSocket(test.server()), Endpoints.onTcp(test.server().port())
        }) {
            CountDownLatch started = new CountDownLatch(1);
            awaitFreeSlots();
            CompletableFuture<DrException> failed = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                DrException failure = failure(endpoint, options -> slow(options, started));
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                failed.complete(failure);
            });
            thread.start();
            assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
            thread.interrupt();

            assertThat(failed.get(60, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.CANCELLED);
            thread.join();
            nothingIsLeft();
        }
    }

    @Test
    void aRepositoryOfAnotherSystemIsRefused() {
        ObjectStore other = FileSystemObjectStore.open(own.resolve("other"));
        Repository foreign = Repository.open(other, 42);

        DrException failure = catchThrowableOfType(
                DrException.class,
                () -> BaseBackup.run(
                        Endpoints.onSocket(test.server()),
                        foreign,
                        BaseBackupRequest.create("backup", KEY, options -> {})));

        assertThat(failure.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(failure)
                .hasMessageContaining("belongs to system 42")
                .hasMessageContaining(Long.toUnsignedString(repository.systemIdentifier()));
        assertThat(catchThrowableOfType(DrException.class, () -> Repository.open(other, 43))
                        .code())
                .isEqualTo(ErrorCode.FAILED_PRECONDITION);
    }

    @Test
    void anIdIsUsedOnce() {
        backUp("backup");

        DrException again = failure(Endpoints.onSocket(test.server()), options -> {});

        assertThat(again.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertThat(repository.backups()).hasSize(1);
    }

    @Test
    void aNameThatDoesNotFitATarHeaderIsSaidSo() throws Exception {
        Path file = test.server().dataDirectory().resolve("n".repeat(120));
        Files.writeString(file, "content");
        Files.setOwner(file, Files.getOwner(file.getParent()));
        try {
            DrException failure = failure(Endpoints.onSocket(test.server()), options -> {});

            assertThat(failure).hasMessageContaining("file name too long").hasMessageContaining("nnnn");
            nothingIsLeft();
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aListenerThatThrowsDisturbsNothing() {
        BackupManifest manifest = BaseBackup.run(
                Endpoints.onSocket(test.server()),
                repository,
                BaseBackupRequest.create(
                        "backup",
                        KEY,
                        options -> options.progress((done, total) -> {
                            throw new IllegalStateException("not my day");
                        })));

        assertThat(repository.backup("backup")).isPresent();
        assertThat(manifest.totalBytes()).isPositive();
    }

    private BackupManifest backUp(String id) {
        return BaseBackup.run(
                Endpoints.onSocket(test.server()), repository, BaseBackupRequest.create(id, KEY, options -> {}));
    }

    private DrException failure(PostgresEndpoint endpoint, Consumer<BaseBackupRequest.Builder> options) {
        return catchThrowableOfType(
                DrException.class,
                () -> BaseBackup.run(endpoint, repository, BaseBackupRequest.create("backup", KEY, options)));
    }

    /** Lets a backup take longer than whoever ends it, and tells when its data has begun to come. */
    private static void slow(BaseBackupRequest.Builder options, CountDownLatch started) {
        options.maxRate(4 << 20).progress((done, total) -> started.countDown());
    }

    /** What a lost or cancelled session held on the server goes soon after. */
    private void awaitFreeSlots() {
        Waiting.until(Duration.ofSeconds(60), () -> slots().equals("0"));
    }

    private String slots() {
        try {
            return test.query("select count(*) from pg_replication_slots");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void nothingIsLeft() {
        assertThat(repository.list().backups()).isEmpty();
        assertThat(store.list("backups/", "", 100)).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("signal-dr-backup"));
    }

    private static void flip(Path file, long at) throws Exception {
        try (RandomAccessFile page = new RandomAccessFile(file.toFile(), "rw")) {
            page.seek(at);
            int value = page.read();
            page.seek(at);
            page.write(value ^ 0xFF);
        }
    }
}
