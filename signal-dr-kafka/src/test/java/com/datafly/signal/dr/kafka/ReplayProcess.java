package com.datafly.signal.dr.kafka;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventReplay;
import com.datafly.signal.dr.events.EventRun;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.events.ReplayResult;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A replay in a JVM of its own, which says when it began and how it ended. */
final class ReplayProcess {

    static final String BEGUN = "begun";
    static final String ARCHIVE = "audit";
    private static final int WITH_ARCHIVE = 6;
    private static final Duration LONG = Duration.ofMinutes(2);

    private ReplayProcess() {}

    /**
     * Replays: the cluster, the replay's id, the topic to read, the topic to write, events a second, and the directory
     * of an archive if that is read.
     */
    public static void main(String[] arguments) {
        try (SignalDr dr = SignalDr.builder().events("kafka:" + arguments[0]).build()) {
            EventReplay replay = dr.events().replay();
            EventRun<ReplayResult> run = replay.start(ReplayRequest.of(request -> {
                choose(request, arguments[1], arguments[2], arguments[3]);
                request.recordsPerSecond(Double.parseDouble(arguments[4]));
                if (arguments.length == WITH_ARCHIVE) {
                    request.source(dr.events().archive(FileSystemObjectStore.open(Path.of(arguments[5])), ARCHIVE));
                }
            }));
            System.out.println(BEGUN);
            System.out.println(run.await(LONG));
        }
    }

    /** What is replayed: the events for one vendor. */
    static ReplayRequest request(String runId, String from, String into, double rate) {
        return ReplayRequest.of(request -> {
            choose(request, runId, from, into);
            request.recordsPerSecond(rate);
        });
    }

    private static void choose(ReplayRequest.Builder request, String runId, String from, String into) {
        request.topics(from).header("vendor", "x").into(into).runId(runId);
    }

    /** Begins such a process. */
    static Process spawn(Path errors, String... arguments) throws IOException {
        return spawn(ReplayProcess.class, errors, arguments);
    }

    /** Begins a program of this class path, in a JVM that starts quickly. */
    static Process spawn(Class<?> program, Path errors, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName());
        builder.command().addAll(List.of(arguments));
        return builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
    }
}
