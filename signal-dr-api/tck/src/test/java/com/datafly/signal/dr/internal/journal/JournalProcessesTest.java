package com.datafly.signal.dr.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.internal.journal.VersionChain.Call;
import com.datafly.signal.dr.internal.journal.VersionChain.Outcome;
import com.datafly.signal.dr.spi.JournalDriver;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Four JVMs, one of which is killed halfway, race for one log and one register. Every call is noted with its times, by
 * the one monotonic clock of the machine, and the history of all is judged.
 */
class JournalProcessesTest {

    private static final int PROCESSES = 4;
    private static final int ROUNDS = 250;

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FILE", "STORE"})
    void theHistoryOfFourProcessesIsLinearizable(Kind kind) throws Exception {
        race(kind);

        List<String> lines = new ArrayList<>();
        String register;
        try (JournalDriver driver = kind.in(folder).open()) {
            driver.read(JournalRacer.LOG, 1, (first, block) -> {
                assertThat(first).isEqualTo(lines.size() + 1L);
                lines.addAll(new String(block, UTF_8).lines().toList());
            });
            register = driver.register(JournalRacer.REGISTER)
                    .map(present -> new String(present.content(), UTF_8))
                    .orElse(JournalRacer.ABSENT);
        }
        List<Call> appends = calls(JournalRacer.LOG);
        List<Call> writes = calls(JournalRacer.REGISTER);
        assertEveryBlockIsWhereItsWriterPutIt(lines, appends);
        assertThat(VersionChain.check("1", Integer.toString(lines.size() + 1), appends))
                .isEmpty();
        assertThat(VersionChain.check(JournalRacer.ABSENT, register, writes)).isEmpty();
        assertThat(appends).extracting(Call::outcome).contains(Outcome.DONE, Outcome.REFUSED);
        assertThat(writes).extracting(Call::outcome).contains(Outcome.DONE, Outcome.REFUSED);
    }

    private void race(Kind kind) throws Exception {
        for (int number = 0; number < PROCESSES; number++) {
            processes.add(spawn(kind, number));
        }
        List<BufferedReader> outputs = new ArrayList<>();
        for (Process process : processes) {
            outputs.add(process.inputReader(UTF_8));
            assertThat(outputs.get(outputs.size() - 1).readLine()).as(errors()).isEqualTo("ready");
        }
        for (Process process : processes) {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }
        assertThat(outputs.get(0).readLine()).as(errors()).isEqualTo("half");
        processes.get(0).destroyForcibly().waitFor();
        for (Process process : processes.subList(1, PROCESSES)) {
            assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(errors()).isZero();
        }
    }

    /** What was acknowledged is there once, at its place and whole; what was refused is nowhere. */
    private static void assertEveryBlockIsWhereItsWriterPutIt(List<String> lines, List<Call> appends) {
        Map<String, Integer> counts = new HashMap<>();
        lines.forEach(line -> counts.merge(line, 1, Integer::sum));
        for (Call append : appends) {
            int count = Objects.requireNonNullElse(counts.remove(append.name()), 0);
            if (append.wrote().isEmpty() || append.outcome() == Outcome.REFUSED) {
                assertThat(count).as(append.toString()).isZero();
            } else if (append.outcome() == Outcome.DONE || count > 0) {
                int from = Integer.parseInt(append.expected()) - 1;
                int to = Integer.parseInt(append.wrote()) - 1;
                assertThat(count).as(append.toString()).isEqualTo(to - from);
                assertThat(lines.subList(from, to)).containsOnly(append.name());
            }
        }
        assertThat(counts).as("lines that nobody wrote").isEmpty();
    }

    private List<Call> calls(String thing) throws IOException {
        List<Call> calls = new ArrayList<>();
        for (int number = 0; number < PROCESSES; number++) {
            for (String note : Files.readAllLines(folder.resolve("notes-" + number))) {
                String[] words = note.split(" ", -1);
                if (words[0].equals(thing)) {
                    calls.add(call(words));
                }
            }
        }
        return calls;
    }

    /** Reads a note: thing, name, start, then {@code read} or the value expected and the one written, end, outcome. */
    private static Call call(String[] words) {
        long start = Long.parseLong(words[2]);
        if (words[3].equals("read")) {
            boolean ended = words.length > 5;
            return ended
                    ? new Call(words[1], words[6], "", Outcome.DONE, start, Long.parseLong(words[4]))
                    : new Call(words[1], "", "", Outcome.UNKNOWN, start, Long.MAX_VALUE);
        }
        boolean ended = words.length > 6;
        return new Call(
                words[1],
                words[3],
                words[4],
                ended ? Outcome.valueOf(words[6]) : Outcome.UNKNOWN,
                start,
                ended ? Long.parseLong(words[5]) : Long.MAX_VALUE);
    }

    private Process spawn(Kind kind, int number) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JournalRacer.class.getName(),
                        kind.name(),
                        folder.toString(),
                        Integer.toString(number),
                        Integer.toString(ROUNDS))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("errors").toFile()))
                .start();
    }

    private String errors() throws IOException {
        Path errors = folder.resolve("errors");
        return Files.exists(errors) ? Files.readString(errors) : "";
    }
}
