package com.datafly.signal.dr.k8s.internal.helm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.Secret;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a process reads and writes: all of it in memory, of what it writes the end. */
final class ProcessPipes implements AutoCloseable {

    private static final int MOST = 64 * 1024;

    /** A child that the process left behind may keep its pipes open. */
    private static final Duration AFTER_ITS_END = Duration.ofSeconds(2);

    private final Tail output;
    private final Tail errors;
    private final List<Thread> threads;
    private final Process process;

    private ProcessPipes(Process process, byte[] input) {
        this.process = process;
        this.output = new Tail(process.getInputStream());
        this.errors = new Tail(process.getErrorStream());
        this.threads = List.of(thread("output", output), thread("errors", errors), thread("input", () -> feed(input)));
    }

    /** Lets a process read its input, and reads along what it writes. */
    static ProcessPipes open(Process process, Optional<Secret> input) {
        byte[] bytes = input.map(secret -> secret.use(text -> new String(text).getBytes(UTF_8)))
                .orElseGet(() -> new byte[0]);
        ProcessPipes pipes = new ProcessPipes(process, bytes);
        pipes.threads.forEach(Thread::start);
        return pipes;
    }

    private static Thread thread(String of, Runnable work) {
        Thread thread = new Thread(work, "signal-dr-helm-" + of);
        thread.setDaemon(true);
        return thread;
    }

    private void feed(byte[] input) {
        try (OutputStream to = process.getOutputStream()) {
            to.write(input);
        } catch (IOException e) {
            // It ended without reading to the end: its exit code says why.
        } finally {
            Arrays.fill(input, (byte) 0);
        }
    }

    /** Returns the end of what the process, which has ended, wrote to its output. */
    String output() throws InterruptedException {
        return text(output, 0);
    }

    /** Returns the end of what the process, which has ended, wrote to its errors. */
    String errors() throws InterruptedException {
        return text(errors, 1);
    }

    private String text(Tail tail, int reader) throws InterruptedException {
        threads.get(reader).join(AFTER_ITS_END.toMillis());
        return tail.text();
    }

    /** Lets go of the pipes, so that no thread waits for what nobody writes. */
    @Override
    public void close() {
        if (threads.stream().anyMatch(Thread::isAlive)) {
            List.of(process.getInputStream(), process.getErrorStream(), process.getOutputStream())
                    .forEach(ProcessPipes::letGo);
        }
    }

    private static void letGo(Closeable pipe) {
        try {
            pipe.close();
        } catch (IOException e) {
            // Nobody is at its other end any more.
        }
    }

    /** The end of a stream. */
    private static final class Tail implements Runnable {

        private final InputStream from;
        private byte[] kept = new byte[0];

        Tail(InputStream from) {
            this.from = from;
        }

        @Override
        public void run() {
            byte[] read = new byte[8192];
            try {
                for (int count = from.read(read); count >= 0; count = from.read(read)) {
                    add(read, count);
                }
            } catch (IOException e) {
                // The process is gone, and what it wrote until then is here.
            }
        }

        private synchronized void add(byte[] read, int count) {
            int stays = Math.min(kept.length, MOST - count);
            byte[] next = new byte[stays + count];
            System.arraycopy(kept, kept.length - stays, next, 0, stays);
            System.arraycopy(read, 0, next, stays, count);
            kept = next;
        }

        synchronized String text() {
            return new String(kept, UTF_8);
        }
    }
}
