package com.datafly.signal.dr.selfmanaged.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.server.ProcessTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

class PostgresServerIT {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ArgumentsSource(PostgresVersions.class)
    void everyVersionStartsStopsSurvivesAKillAndKeepsItsSettings(PostgresInstallation installation)
            throws SQLException {
        String awkward = "it's a \\ \"test\" # not a comment";
        Path data = directory.resolve("data");
        try (TestServer test = TestServer.start(
                installation, data, b -> b.setting("cluster_name", awkward).walSegmentSizeMegabytes(1))) {
            assertThat(test.query("show server_version")).isEqualTo(installation.version());
            assertThat(test.query("show cluster_name")).isEqualTo(awkward);
            assertThat(test.query("show wal_segment_size")).isEqualTo("1MB");
            assertThat(test.query("show data_checksums")).isEqualTo("on");
            test.execute("create table kept as select 1 as x");
            test.execute("checkpoint");
            int port = test.server().port();

            long pid = test.server().pid().orElseThrow();
            test.server().kill();
            assertThat(test.server().isRunning()).isFalse();
            assertThat(sharedMemoryOf(pid)).isEmpty();

            PostgresServer again = PostgresServer.open(installation, data, b -> b.setting("work_mem", "5MB"));
            again.start();
            assertThat(again.port()).isEqualTo(port);
            assertThat(test.query("select x from kept")).isEqualTo("1");
            assertThat(test.query("show work_mem")).isEqualTo("5MB");

            again.stop();
            assertThat(again.isRunning()).isFalse();
            assertThat(again.pid()).isEmpty();
            assertThat(again.socketDirectory()).doesNotExist();
        }
    }

    /** Returns the kernel's lines on the segments that a process made. */
    private static List<String> sharedMemoryOf(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/sysvipc/shm"))) {
            return lines.filter(
                            line -> List.of(line.strip().split("\\s+")).get(4).equals(Long.toString(pid)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aServerListensInAPrivateDirectoryAndOnTcpOnlyIfAsked() throws IOException {
        PostgresServer server =
                PostgresServer.create(PostgresVersions.newest(), directory.resolve("data"), b -> TestServer.fast(b));
        try {
            server.start();
            Path socket = server.socketDirectory().resolve(".s.PGSQL." + server.port());

            assertThat(socket).exists();
            assertThat(Files.getPosixFilePermissions(server.socketDirectory()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            assertThat(Files.readString(server.dataDirectory().resolve("postmaster.pid"))
                            .lines()
                            .skip(5)
                            .findFirst())
                    .hasValue("");
        } finally {
            server.stop();
        }
    }

    @Test
    void aSettingCountsAfterAReload() throws SQLException {
        try (TestServer test = TestServer.start(PostgresVersions.newest(), directory.resolve("data"))) {
            test.server().set("work_mem", "7MB");
            test.server().reload();

            assertThat(test.query("select setting from pg_file_settings where name = 'work_mem' and applied"))
                    .isEqualTo("7MB");
        }
    }

    @Test
    void aServerThatRefusesToStartSaysWhy() {
        PostgresServer server = PostgresServer.create(
                PostgresVersions.newest(),
                directory.resolve("data"),
                b -> TestServer.fast(b).setting("max_connections", "many"));

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(server::start)
                .withMessageContaining("max_connections")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
        assertThat(server.isRunning()).isFalse();
        assertThat(server.log(50)).anyMatch(line -> line.contains("max_connections"));
    }

    @Test
    void aTakenPortIsAConflict() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            PostgresServer server = PostgresServer.create(
                    PostgresVersions.newest(),
                    directory.resolve("data"),
                    b -> TestServer.fast(b).listenOnLoopback().port(taken.getLocalPort()));

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(server::start)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        }
    }

    @Test
    void aKillReachesAProcessThatHasNotNoticedThatItsServerIsGone() throws Exception {
        assumeThat(Files.exists(Path.of("/proc/self/cwd"))).isTrue();
        Path data = directory.resolve("data");
        PostgresServer server = PostgresServer.create(PostgresVersions.newest(), data, b -> TestServer.fast(b));
        server.start();
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0));
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        ProcessHandle child = postmaster.children().findFirst().orElseThrow();
        try {
            Process stop = new ProcessBuilder("kill", "-STOP", Long.toString(child.pid())).start();
            assertThat(stop.waitFor()).isZero();
            postmaster.destroyForcibly();
            Waiting.until(Duration.ofSeconds(60), () -> !ProcessTree.isAlive(postmaster));
            assertThat(ProcessTree.isAlive(child)).isTrue();

            server.kill();

            assertThat(ProcessTree.isAlive(child)).isFalse();
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void aDirectoryWithFilesIsRefusedAndLeftAlone() throws IOException {
        Path file = Files.writeString(directory.resolve("precious"), "keep me");

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> PostgresServer.create(PostgresVersions.newest(), directory, b -> {}))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
        assertThat(file).hasContent("keep me");
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void aClusterOfAnotherMajorVersionIsNotOpened() {
        Path data = directory.resolve("data");
        PostgresServer.create(PostgresVersions.newest(), data, b -> TestServer.fast(b));

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> PostgresServer.open(PostgresVersions.of(17), data))
                .withMessageContaining("18")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
    }

    @Test
    void aDirectoryWithoutAClusterIsNotFound() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> PostgresServer.open(PostgresVersions.newest(), directory.resolve("nothing")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void aSettingThatTheLibraryChoosesIsRefused() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> PostgresServer.create(
                        PostgresVersions.newest(), directory.resolve("data"), b -> b.setting("port", "1")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
        assertThat(directory.resolve("data")).doesNotExist();
    }
}
