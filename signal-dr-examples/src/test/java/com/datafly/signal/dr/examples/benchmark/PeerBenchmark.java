package com.datafly.signal.dr.examples.benchmark;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Runs the peer's program in a process of its own, on a PostgreSQL with its default durability and its data on the same
 * disk. The peer's jars are its class path only.
 */
final class PeerBenchmark {

    private final Path directory;
    private final Path jars;
    private final Path program;

    /** Takes a directory on the disk to measure, the directory of the peer's jars, and the source of its program. */
    PeerBenchmark(Path directory, Path jars, Path program) {
        this.directory = directory;
        this.jars = jars;
        this.program = program;
    }

    /** Lets the peer print what it measures. */
    void measure(int steps) throws IOException, InterruptedException {
        String password = UUID.randomUUID().toString();
        try (Secret secret = Secret.of(password)) {
            PostgresServer server = PostgresServer.create(
                    PostgresInstallation.embedded(),
                    directory.resolve("postgres"),
                    settings -> settings.superuserPassword(secret).listenOnLoopback());
            server.start();
            try {
                run(server, password, steps);
            } finally {
                server.stop();
            }
        }
    }

    private void run(PostgresServer server, String password, int steps) throws IOException, InterruptedException {
        Process peer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        jars.resolve("*").toString(),
                        program.toString(),
                        "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres",
                        server.superuser(),
                        password,
                        String.valueOf(steps),
                        directory.resolve("plain-beside-the-peer").toString())
                .inheritIO()
                .start();
        if (peer.waitFor() != 0) {
            throw new IllegalStateException("the peer ended with " + peer.exitValue());
        }
    }
}
