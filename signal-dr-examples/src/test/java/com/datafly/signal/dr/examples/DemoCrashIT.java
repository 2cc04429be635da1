package com.datafly.signal.dr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.report.ReportFormat;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user of {@code ./demo --crash} sees: real processes, one of which is killed by itself. */
class DemoCrashIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int KILLED = 137;

    @TempDir
    private Path directory;

    @AfterEach
    void killWhatIsLeft() {
        processesOfTheDemo().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void theNextDemoFinishesWhatAKilledOneBegan() throws Exception {
        Files.createDirectory(temporary());

        Ended crashed = demo("--crash");

        assertThat(crashed.exit()).as(crashed.output()).isEqualTo(KILLED);
        assertThat(crashed.output()).contains("kills itself (SIGKILL)", "./demo");
        assertThat(report().resolve(ReportFormat.JSON.fileName())).doesNotExist();
        String run = run(crashed);
        Path work = workDirectories().get(0);
        thatIsPrivate(work);
        String password = Files.readString(work.resolve("password"));

        Ended resumed = demo("--crash");

        assertThat(resumed.exit()).as(resumed.output()).isZero();
        assertThat(resumed.output())
                .contains("go on with " + run, "PASSED", "RPO", "RTO")
                .doesNotContain("Somebody deletes", "kills itself");
        // The kill does not hold up the run: on a busy machine the step may end just before it.
        assertThat(crashed.output() + resumed.output()).contains("recover   succeeded");
        assertThat(crashed.output() + resumed.output()).doesNotContain(password);
        assertThat(Files.readString(report().resolve(ReportFormat.JSON.fileName())))
                .contains(run);
        assertThat(filesHolding(password, report())).isEmpty();
        assertThat(contents(temporary())).isEmpty();
        awaitNoProcesses();
    }

    private Path temporary() {
        return directory.resolve("tmp");
    }

    private Path report() {
        return directory.resolve("report");
    }

    private Ended demo(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.io.tmpdir=" + temporary(),
                "-cp",
                System.getProperty("java.class.path"),
                Demo.class.getName(),
                "--report",
                report().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    private record Ended(int exit, String output) {}

    private static String run(Ended demo) {
        return demo.output()
                .lines()
                .filter(line -> line.startsWith("Run "))
                .findFirst()
                .orElseThrow()
                .substring("Run ".length());
    }

    private List<Path> workDirectories() throws IOException {
        return contents(temporary()).stream()
                .filter(path -> path.getFileName().toString().startsWith(WorkDirectory.PREFIX))
                .toList();
    }

    private static List<Path> contents(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }

    /** The directory is closed to others, and so is each file that holds what the next process needs. */
    private static void thatIsPrivate(Path work) throws IOException {
        assertThat(Files.getPosixFilePermissions(work))
                .containsExactlyInAnyOrder(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE);
        for (String name : List.of("password", Aftermath.FILE, "baseline.json", "canaries.tsv")) {
            assertThat(Files.getPosixFilePermissions(work.resolve(name)))
                    .as(name)
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        }
    }

    /** Looks into every file below a directory, the journal among them. */
    private static List<Path> filesHolding(String text, Path root) throws IOException {
        List<Path> holding = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
                    holding.add(file);
                }
            }
        }
        return holding;
    }

    /** What a server was just starting when it was killed notices that, and ends, a little later. */
    private void awaitNoProcesses() {
        long begin = System.nanoTime();
        while (!processesOfTheDemo().isEmpty() && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(60)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        assertThat(processesOfTheDemo()).isEmpty();
    }

    /** Servers run with their data directory on the command line. */
    private List<ProcessHandle> processesOfTheDemo() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(words -> String.join(" ", words).contains(temporary() + File.separator))
                        .isPresent())
                .toList();
    }
}
