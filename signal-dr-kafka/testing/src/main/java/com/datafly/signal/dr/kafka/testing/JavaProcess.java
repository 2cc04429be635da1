package com.datafly.signal.dr.kafka.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own whose output goes to a file. It ends when this JVM ends, unless it is suspended then. */
final class JavaProcess {

    private static final long TAIL = 6_000;
    private static final Duration SIGNAL = Duration.ofSeconds(10);

    private final Process process;
    private final Path log;
    private boolean suspended;

    private JavaProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one.
     *
     * @param software whose classes it has
     * @param options the JVM's options
     * @param program a main class and its arguments
     * @param log where its output is appended
     */
    static JavaProcess start(Software software, List<String> options, List<String> program, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Read by slf4j-simple alone: the log is shown when a start fails, whatever level the tests want.
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=info");
        command.add("-Dorg.slf4j.simpleLogger.logFile=System.err");
        command.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
        command.add("-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS");
        command.addAll(options);
        command.add("-cp");
        command.add(software.classPath());
        command.add(ChildMain.class.getName());
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            return new JavaProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("java cannot be started", e);
        }
    }

    /** Returns the file that holds its output. */
    Path log() {
        return log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Waits until it has ended, but no longer than that; tells whether it has. */
    boolean awaitEnd(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for process " + pid(), e);
        }
    }

    /** Returns what it ended with. */
    int exitValue() {
        return process.exitValue();
    }

    /** Ends it at once, as a power cut would: {@code SIGKILL}. Harmless if it has ended. */
    void kill() {
        process.destroyForcibly();
        if (!awaitEnd(SIGNAL)) {
            throw new IllegalStateException("process " + pid() + " outlives SIGKILL");
        }
    }

    /** Asks it to end, {@code SIGTERM}; does not wait. */
    void terminate() {
        if (suspended) {
            resume();
        }
        process.destroy();
    }

    /** Stops it in its tracks, connections kept open: {@code SIGSTOP}. */
    synchronized void suspend() {
        signal("STOP");
        suspended = true;
    }

    /** Lets it go on: {@code SIGCONT}. */
    synchronized void resume() {
        signal("CONT");
        suspended = false;
    }

    /** Returns the end of its output. */
    String logTail() {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - TAIL);
            byte[] tail = new byte[Math.toIntExact(file.length() - from)];
            file.seek(from);
            file.readFully(tail);
            return new String(tail, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e + ")";
        }
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .redirectErrorStream(true)
                    .start();
            if (!kill.waitFor(SIGNAL.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("process " + pid() + " did not get SIG" + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("'kill' cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while signalling process " + pid(), e);
        }
    }
}
