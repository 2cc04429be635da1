package com.datafly.signal.dr.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several JVMs on one directory. */
class FileSystemObjectStoreProcessesTest {

    private static final int PROCESSES = 3;
    private static final int ROUNDS = 40;

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void eachRoundHasOneWinnerAndNoIncrementIsLost() throws Exception {
        ObjectStore store = FileSystemObjectStore.open(folder.resolve("store"));
        store.write("counter", "0".getBytes(UTF_8), Precondition.absent());
        for (int number = 0; number < PROCESSES; number++) {
            processes.add(spawn("race", Integer.toString(number)));
        }
        for (Process process : processes) {
            assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output()).isZero();
        }

        assertThat(store.list("won/", "", 1000)).hasSize(ROUNDS);
        assertThat(store.list("claim/", "", 1000)).hasSize(ROUNDS);
        assertThat(store.read("counter")).hasContent(Integer.toString(PROCESSES * ROUNDS));
    }

    @Test
    void aKilledWritersFileIsNeverListedAndCanBeSwept() throws Exception {
        ObjectStore store = FileSystemObjectStore.open(folder.resolve("store"));
        Process writer = spawn("hang", "0");
        processes.add(writer);
        assertThat(writer.inputReader(UTF_8).readLine()).isEqualTo("writing");
        Path temporary = onlyFile(folder.resolve("store/~temporary"));
        Files.setLastModifiedTime(temporary, FileTime.fromMillis(0));

        FileSystemObjectStore.open(folder.resolve("store")).close();
        assertThat(temporary).exists();
        writer.destroyForcibly().waitFor();

        assertThat(store.list("", "", 10)).isEmpty();
        FileSystemObjectStore.open(folder.resolve("store")).close();
        assertThat(temporary).doesNotExist();
    }

    private Process spawn(String role, String number) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Racer.class.getName(),
                        folder.resolve("store").toString(),
                        role,
                        number)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("errors").toFile()))
                .start();
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("errors"));
    }

    private static Path onlyFile(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.reduce((one, other) -> {
                        throw new AssertionError("both " + one + " and " + other);
                    })
                    .orElseThrow();
        }
    }

    /** Runs in a JVM of its own. */
    static final class Racer {

        private Racer() {}

        public static void main(String[] arguments) throws IOException {
            ObjectStore store = FileSystemObjectStore.open(Path.of(arguments[0]));
            if (arguments[1].equals("hang")) {
                hang(store);
            }
            for (int round = 0; round < ROUNDS; round++) {
                String key = "claim/" + round;
                if (wins(store, key, arguments[2], Precondition.absent())) {
                    wins(store, "won/" + round + "-" + arguments[2], "x", Precondition.absent());
                }
                increment(store);
            }
        }

        private static void hang(ObjectStore store) throws IOException {
            try (ObjectWriter writer = store.writer("key", Precondition.none())) {
                writer.write(new byte[1000], 0, 1000);
                System.out.println("writing");
                System.exit(System.in.read());
            }
        }

        private static void increment(ObjectStore store) throws IOException {
            boolean done = false;
            while (!done) {
                Precondition unchanged =
                        Precondition.version(store.find("counter").orElseThrow().version());
                int value = Integer.parseInt(new String(store.read("counter").readAllBytes(), UTF_8));
                done = wins(store, "counter", Integer.toString(value + 1), unchanged);
            }
        }

        private static boolean wins(ObjectStore store, String key, String content, Precondition precondition) {
            try {
                store.write(key, content.getBytes(UTF_8), precondition);
                return true;
            } catch (DrException e) {
                if (e.code() != ErrorCode.CONFLICT) {
                    throw e;
                }
                return false;
            }
        }
    }
}
