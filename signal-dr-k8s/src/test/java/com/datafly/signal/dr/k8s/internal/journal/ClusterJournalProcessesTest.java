package com.datafly.signal.dr.k8s.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.journal.Lease;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Fault;
import com.datafly.signal.dr.operation.TimeSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A runner that is killed while it writes, and another that takes over. */
class ClusterJournalProcessesTest extends ClusterFixture {

    private @Nullable Process started;

    @AfterEach
    void stop() throws InterruptedException {
        if (started != null) {
            started.destroyForcibly().waitFor();
        }
    }

    /** {@code patch} adds to a Secret, {@code create} begins the next one; the request has an effect, or none. */
    @ParameterizedTest
    @CsvSource({"patch, 4, true", "patch, 4, false", "create, 3, true", "create, 3, false"})
    void whatAKilledRunnerWroteIsThereAndItWritesNoMore(String verb, int nth, boolean arrives) throws Exception {
        CountDownLatch killed = killAt(verb, nth, arrives);
        Process runner = start();
        long durable = 0;
        try (BufferedReader output = runner.inputReader(UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                durable = Long.parseLong(line);
            }
        }
        assertThat(killed.await(60, TimeUnit.SECONDS))
                .as("what the process said")
                .isTrue();
        assertThat(runner.waitFor(60, TimeUnit.SECONDS)).isTrue();
        site().server().faults().clear();
        assertThat(durable).isGreaterThan(1);

        Journals next = Journals.over(site().open(), text -> text, Clock.systemUTC(), TimeSource.system());
        Lease lease = next.leases()
                .acquire(
                        Runner.RESOURCE,
                        new LeaseHolder("next", "run-2"),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1));

        RunJournal journal = next.open("run-1");
        List<String> types = types(journal);
        assertThat(lease.epoch()).isEqualTo(2);
        assertThat(journal.verify().isIntact()).isTrue();
        assertThat(types).startsWith("planned", "step-1").endsWith("fenced");
        assertThat((long) types.size()).isEqualTo(durable + (arrives ? 2 : 1));
        lease.release();
    }

    /** Kills the runner while the API server has its request. */
    private CountDownLatch killAt(String verb, int nth, boolean arrives) {
        CountDownLatch killed = new CountDownLatch(1);
        ApiServer server = site().server();
        server.faults().before(verb, "secrets", nth, () -> {
            Process runner = Objects.requireNonNull(started);
            runner.destroyForcibly();
            try {
                runner.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            killed.countDown();
        });
        if (!arrives) {
            server.onCall(call -> {
                if (call.verb().equals(verb) && server.count(verb, "secrets") == nth - 1) {
                    server.faults().next(verb, "secrets", Fault.lostRequest());
                }
            });
        }
        return killed;
    }

    private Process start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Runner.class.getName(),
                        site().kubeconfig(site().server().token()).toString(),
                        "run-1")
                .redirectError(folder.resolve("errors").toFile())
                .start();
        started = process;
        return process;
    }
}
