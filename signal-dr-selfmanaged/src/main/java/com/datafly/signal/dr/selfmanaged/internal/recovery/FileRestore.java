package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.BackupFile;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Slice;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Writes files of a backup, several chunks at a time. Each chunk is proven by its hash, each file by its size and its
 * checksum, and forced to disk.
 */
final class FileRestore {

    private final BackupReader reader;
    private final int largestChunk;
    private final String operation;
    private final boolean durable;
    private final LongConsumer progress;

    /** The chunks that are needed, each with the pieces of files that it holds. */
    private final Map<Integer, List<Piece>> pieces = new TreeMap<>();

    private final List<TargetFile> targets = new ArrayList<>();
    private final AtomicLong done = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();

    /**
     * Prepares.
     *
     * @param largestChunk the size of the largest chunk of the backup
     * @param durable whether files are forced to disk
     * @param progress gets the number of bytes written so far, from several threads
     */
    FileRestore(BackupReader reader, int largestChunk, String operation, boolean durable, LongConsumer progress) {
        this.reader = reader;
        this.largestChunk = largestChunk;
        this.operation = operation;
        this.durable = durable;
        this.progress = progress;
    }

    /** A part of a chunk, and where it belongs. */
    record Piece(TargetFile file, int index, Slice slice, long position) {}

    /** Adds a file that is to be written to {@code path}, whose directory exists. */
    void add(BackupFile file, Path path) {
        TargetFile target = new TargetFile(file, path, durable);
        targets.add(target);
        long position = 0;
        for (int i = 0; i < file.slices().size(); i++) {
            Slice slice = file.slices().get(i);
            pieces.computeIfAbsent(slice.chunk(), chunk -> new ArrayList<>())
                    .add(new Piece(target, i, slice, position));
            position += slice.length();
        }
    }

    /**
     * Writes all files that were added.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if a chunk or a file is not what was backed up, {@code QUOTA}
     *     if the disk is full, {@code CANCELLED} if the thread was interrupted; the workers have then ended
     */
    void run(int workers) throws IOException {
        for (TargetFile target : targets) {
            target.create();
        }
        List<List<Piece>> byChunk = List.copyOf(pieces.values());
        List<Integer> chunks = List.copyOf(pieces.keySet());
        AtomicInteger next = new AtomicInteger();
        ExecutorService executor = Executors.newFixedThreadPool(workers, RestoreThread::new);
        try {
            ExecutorCompletionService<Boolean> completion = new ExecutorCompletionService<>(executor);
            for (int i = 0; i < workers; i++) {
                completion.submit(() -> work(chunks, byChunk, next));
            }
            for (int i = 0; i < workers; i++) {
                await(completion.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.create(
                    ErrorCode.CANCELLED, operation, "thread was interrupted", failure -> failure.cause(e));
        } finally {
            stopped.set(true);
            end(executor);
        }
    }

    /** Returns how many bytes are written by now. */
    long written() {
        return done.get();
    }

    private Boolean work(List<Integer> chunks, List<List<Piece>> byChunk, AtomicInteger next) throws IOException {
        byte[] buffer = new byte[largestChunk];
        for (int i = next.getAndIncrement(); i < chunks.size() && !stopped.get(); i = next.getAndIncrement()) {
            int length = reader.readChunk(chunks.get(i), buffer);
            for (Piece piece : byChunk.get(i)) {
                if (piece.slice().offset() + piece.slice().length() > length) {
                    throw DrException.of(
                            ErrorCode.INTEGRITY_FAILED,
                            operation,
                            "chunk " + chunks.get(i) + " is shorter than its files");
                }
                piece.file().write(piece, buffer, operation);
                progress.accept(done.addAndGet(piece.slice().length()));
            }
        }
        return true;
    }

    private static void await(Future<Boolean> worker) throws IOException, InterruptedException {
        try {
            worker.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a restoring thread ended", e.getCause());
        }
    }

    /** What the workers write must have ended before anybody removes it. */
    private static void end(ExecutorService executor) {
        executor.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = executor.awaitTermination(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A worker, named for thread dumps. */
    private static final class RestoreThread extends Thread {
        RestoreThread(Runnable work) {
            super(work, "signal-dr-restore");
        }
    }
}
