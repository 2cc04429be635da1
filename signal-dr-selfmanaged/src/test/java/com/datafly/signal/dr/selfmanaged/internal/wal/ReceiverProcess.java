package com.datafly.signal.dr.selfmanaged.internal.wal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver in a process of its own, to be killed. */
final class ReceiverProcess implements AutoCloseable {

    private static final String READY = "ready";

    private final Process process;

    private ReceiverProcess(Process process) {
        this.process = process;
    }

    /**
     * Runs a receiver until its process is killed.
     *
     * @param arguments socket directory, port, spool, store, and a durable step with the number of its occurrence at
     *     which the process shall die on the spot; 0 for never
     */
    public static void main(String[] arguments) throws IOException {
        PostgresEndpoint endpoint = PostgresEndpoint.onSocket(
                Path.of(arguments[0]), Integer.parseInt(arguments[1]), "postgres", "postgres");
        Repository repository = Repository.openExisting(FileSystemObjectStore.open(Path.of(arguments[3])));
        String fatalStep = arguments[4];
        AtomicInteger left = new AtomicInteger(Integer.parseInt(arguments[5]));
        DurableSteps steps = step -> {
            if (step.name().equals(fatalStep) && left.decrementAndGet() == 0) {
                Runtime.getRuntime().halt(137);
            }
        };
        try (WalReceiver receiver = WalReceiver.start(endpoint, repository, options(Path.of(arguments[2])), steps)) {
            receiver.awaitStreaming(Duration.ofSeconds(60));
            System.out.println(READY);
            while (System.in.read() >= 0) {
                System.out.println(receiver.status());
            }
        }
    }

    static ReceiverOptions options(Path spool) {
        return ReceiverOptions.create("dr", spool, options -> options.tailInterval(Duration.ofMillis(200)));
    }

    /** Starts one and waits until it streams, or has died. */
    static ReceiverProcess start(WalSource source, Path spool, Path store, String step, int occurrence)
            throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReceiverProcess.class.getName(),
                        source.server().socketDirectory().toString(),
                        Integer.toString(source.server().port()),
                        spool.toString(),
                        store.toString(),
                        step,
                        Integer.toString(occurrence)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String line = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
        if (line != null && !line.equals(READY)) {
            throw new IllegalStateException(line);
        }
        return new ReceiverProcess(process);
    }

    /** Stops or continues the process as it stands. */
    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        // Until then it writes into the test's directory.
        process.destroyForcibly().onExit().join();
    }
}
