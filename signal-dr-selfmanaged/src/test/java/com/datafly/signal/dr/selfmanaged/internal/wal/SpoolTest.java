package com.datafly.signal.dr.selfmanaged.internal.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    private static final SegmentName SEGMENT = new SegmentName(1, 1, 1 << 20);

    @TempDir
    Path directory;

    @Test
    void aRefusedOpenerLeavesTheLockToItsHolder() throws IOException, InterruptedException {
        try (Spool holder = open()) {
            assertThat(holder.complete()).isEmpty();
            refused(ErrorCode.CONFLICT);
            Path link = Files.createSymbolicLink(directory.resolve("link"), spool());
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> Spool.open(link, DurableSteps.UNOBSERVED))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));

            assertThat(otherProcess()).isEqualTo(ErrorCode.CONFLICT.name());
        }
        assertThat(otherProcess()).isEqualTo("opened");
    }

    @Test
    void aClosedSpoolCanBeOpenedAgainAndClosingItTwiceFreesNobodyElses() {
        Spool first = open();
        first.close();
        try (Spool second = open()) {
            first.close();

            assertThat(second.partial()).isEmpty();
            refused(ErrorCode.CONFLICT);
        }
    }

    @Test
    void nobodyElseCanReadWhatIsSpooled() throws IOException {
        try (Spool spool = open()) {
            spool.begin(SEGMENT).close();

            assertThat(permissions(spool())).isEqualTo("rwx------");
            assertThat(permissions(spool().resolve("lock"))).isEqualTo("rw-------");
            assertThat(permissions(spool().resolve(SEGMENT.fileName() + ".partial")))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aDirectoryThatIsOpenToOthersIsClosedToThem() throws IOException {
        Files.createDirectory(spool());
        Files.setPosixFilePermissions(spool(), PosixFilePermissions.fromString("rwxr-xrwx"));

        try (Spool spool = open()) {
            assertThat(spool.complete()).isEmpty();
            assertThat(permissions(spool())).isEqualTo("rwx------");
        }
    }

    @Test
    void aDirectoryOfAnotherAccountIsRefusedAndLeftAlone() throws IOException {
        Files.createDirectory(spool());
        Files.setPosixFilePermissions(spool(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assumeThat((int) Files.getAttribute(spool(), "unix:uid"))
                .as("only root can give a directory away")
                .isZero();
        Files.setAttribute(spool(), "unix:uid", 12345);

        refused(ErrorCode.PERMISSION_DENIED);

        assertThat(permissions(spool())).isEqualTo("rwxrwxrwx");
        assertThat(spool()).isEmptyDirectory();
    }

    @Test
    void stagedLogIsPrivateToo() throws IOException {
        Path staging = Files.createDirectory(directory.resolve("staging"));
        Files.setPosixFilePermissions(staging, PosixFilePermissions.fromString("rwxr-xr-x"));

        WalStaging staged = WalStaging.into(staging);
        staged.segment(SEGMENT, new byte[8192]);
        staged.history(2, new byte[] {'1'});

        assertThat(permissions(staging)).isEqualTo("rwx------");
        assertThat(permissions(staging.resolve(SEGMENT.fileName()))).isEqualTo("rw-------");
        assertThat(permissions(staging.resolve(TimelineHistory.fileName(2)))).isEqualTo("rw-------");
        assertThat(staging.resolve(SEGMENT.fileName())).hasSize(SEGMENT.segmentSize());
    }

    @Test
    void aSegmentThatADiskLeftUnfinishedIsBegunAnew() throws IOException {
        try (Spool spool = open()) {
            Files.write(spool().resolve(SEGMENT.fileName() + ".new"), new byte[] {1, 2, 3});

            spool.begin(SEGMENT).close();

            assertThat(spool.readPartial(SEGMENT, SEGMENT.segmentSize())).containsOnly(0);
        }
    }

    private void refused(ErrorCode code) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(this::open)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    private Spool open() {
        return Spool.open(spool(), DurableSteps.UNOBSERVED);
    }

    private Path spool() {
        return directory.resolve("spool");
    }

    private String otherProcess() throws IOException, InterruptedException {
        Process opener = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opener.class.getName(),
                        spool().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String answer = new String(opener.getInputStream().readAllBytes(), UTF_8);
            assertThat(opener.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return answer;
        } finally {
            opener.destroyForcibly();
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** A process that opens the spool and says how it went. */
    static final class Opener {

        private Opener() {}

        public static void main(String[] arguments) {
            String answer;
            try (Spool spool = Spool.open(Path.of(arguments[0]), DurableSteps.UNOBSERVED)) {
                answer = spool.complete().isEmpty() ? "opened" : "opened and not empty";
            } catch (DrException e) {
                answer = e.code().name();
            }
            System.out.print(answer);
            System.out.flush();
        }
    }
}
