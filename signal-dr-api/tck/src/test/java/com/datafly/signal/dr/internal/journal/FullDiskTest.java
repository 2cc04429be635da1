package com.datafly.signal.dr.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.operation.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process that may write no more: the limit on its files stands for a full disk, for a write fails half done. */
@DisabledOnOs(OS.WINDOWS)
class FullDiskTest extends JournalsFixture {

    private static final int LIMIT = 8 << 10;

    private @Nullable Process started;

    @AfterEach
    void stop() throws InterruptedException {
        if (started != null) {
            started.destroyForcibly().waitFor();
        }
    }

    @Test
    void anAppendThatDoesNotFitLeavesTheJournalAsItWas() throws Exception {
        Process process = spawn();
        started = process;
        List<String> said = process.inputReader(UTF_8).lines().toList();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(said).as(Files.readString(folder.resolve("errors"))).hasSize(2);
        int appended = Integer.parseInt(said.get(0));
        assertThat(said.get(1)).isEqualTo("QUOTA NONE true, then 1 more");
        Path file = folder.resolve("journals/logs/run-1.log");
        assertThat(Files.size(file)).isLessThan(LIMIT);
        RunJournal journal =
                journals(FileJournal.open(folder.resolve("journals"))).open("run-1");
        assertThat(types(journal)).hasSize(1 + appended + 1).endsWith("small");
        assertThat(journal.verify().isIntact()).isTrue();
        journal.takeOver(entries("there is room again"));
        assertThat(journal.verify().isIntact()).isTrue();
    }

    private Process spawn() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -f " + LIMIT / 1024 + " && exec \"$@\"",
                        "bash",
                        java,
                        "-XX:-UsePerfData",
                        "-Xshare:auto",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Filler.class.getName(),
                        folder.resolve("journals").toString())
                .redirectError(folder.resolve("errors").toFile())
                .start();
    }

    /** Runs in a JVM of its own, and appends until nothing more fits. */
    static final class Filler {

        private Filler() {}

        public static void main(String[] arguments) {
            Journals journals = Journals.over(
                    FileJournal.open(Path.of(arguments[0])), text -> text, Clock.systemUTC(), TimeSource.system());
            RunJournal journal = journals.create("run-1", List.of(JournalEntry.of("planned", Map.of())));
            int appended = 0;
            while (true) {
                try {
                    journal.append(List.of(JournalEntry.of("large", Map.of("text", "x".repeat(1500)))));
                    appended++;
                } catch (DrException full) {
                    System.out.println(appended);
                    report(journal, full);
                    return;
                }
            }
        }

        private static void report(RunJournal journal, DrException full) {
            boolean intact = journal.verify().isIntact();
            int more =
                    journal.append(List.of(JournalEntry.of("small", Map.of()))).size();
            ErrorCode code = full.code();
            Effect effect = full.effect();
            System.out.println(code + " " + effect + " " + intact + ", then " + more + " more");
        }
    }
}
