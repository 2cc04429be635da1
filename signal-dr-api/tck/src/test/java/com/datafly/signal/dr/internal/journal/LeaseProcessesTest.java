package com.datafly.signal.dr.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.operation.TimeSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A holder that is a JVM of its own, and is killed. */
class LeaseProcessesTest extends JournalsFixture {

    private static final String DATABASE = "aws-rds:eu-west-1/orders";

    private @Nullable Process started;

    @AfterEach
    void stop() throws InterruptedException {
        if (started != null) {
            started.destroyForcibly().waitFor();
        }
    }

    @Test
    void theLeaseOfAKilledProcessIsTakenOverAtOnceAndItsRunFenced() throws Exception {
        Assumptions.assumeTrue(ProcessIdentity.current().isPresent(), "this system does not tell processes apart");
        Process process = spawn();
        started = process;
        BufferedReader output = process.inputReader(UTF_8);
        assertThat(output.readLine()).isEqualTo("held");
        Journals journals = journals(FileJournal.open(folder.resolve("journals")));
        LeaseHolder next = new LeaseHolder("next", "run-2");
        assertThat(failure(ErrorCode.CONFLICT, () -> journals.leases().acquire(DATABASE, next, Duration.ofHours(1)))
                        .getMessage())
                .contains("killed soon for run run-1");

        process.destroyForcibly().waitFor();

        assertThat(journals.leases()
                        .acquire(DATABASE, next, Duration.ofHours(1))
                        .epoch())
                .isEqualTo(2);
        assertThat(types(journals.open("run-1"))).containsExactly("planned", "fenced");
    }

    private Process spawn() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.resolve("journals").toString())
                .redirectError(folder.resolve("errors").toFile())
                .start();
    }

    /** Runs in a JVM of its own. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            Journals journals = Journals.over(
                    FileJournal.open(Path.of(arguments[0])), text -> text, Clock.systemUTC(), TimeSource.system());
            journals.create("run-1", entries("planned"));
            journals.leases().acquire(DATABASE, new LeaseHolder("killed soon", "run-1"), Duration.ofHours(1));
            System.out.println("held");
            System.exit(System.in.read());
        }
    }
}
