package com.datafly.signal.dr.selfmanaged.internal.backup;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Chunk;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Slice;
import com.datafly.signal.dr.selfmanaged.internal.repository.PackWriter;
import com.datafly.signal.dr.selfmanaged.internal.repository.Sha256;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into chunks, compresses them in parallel and writes them in order.
 *
 * <p>Memory is bounded by the number of buffers: whoever writes waits for a free one. Used by one thread; a failure of
 * the others comes out of its next call.
 */
final class ChunkPipeline implements AutoCloseable {

    private static final int CHUNK_SIZE = 4 << 20;
    private static final Work END = new Work(0);

    private final PackWriter packs;
    private final int level;
    private final BlockingQueue<Work> free = new LinkedBlockingQueue<>();
    private final BlockingQueue<Work> inOrder = new LinkedBlockingQueue<>();
    private final ExecutorService workers;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<Chunk> chunks = new ArrayList<>();
    private volatile @Nullable Throwable failure;
    private volatile boolean discarding;
    private @Nullable Work current;
    private int submitted;
    private List<Slice> slices = new ArrayList<>();

    ChunkPipeline(PackWriter packs, int level, int workerCount) {
        this.packs = packs;
        this.level = level;
        for (int i = 0; i < workerCount + 2; i++) {
            free.add(new Work(CHUNK_SIZE));
        }
        AtomicInteger number = new AtomicInteger();
        this.workers = Executors.newFixedThreadPool(
                workerCount, task -> thread("signal-dr-backup-compress-" + number.incrementAndGet(), task));
        thread("signal-dr-backup-write", this::writeInOrder).start();
    }

    private Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        threads.add(thread);
        return thread;
    }

    /** Begins to collect the slices of what is written next. */
    void beginFile() {
        slices = new ArrayList<>();
    }

    /** Returns the slices of what was written since {@link #beginFile()}. */
    List<Slice> endFile() {
        return slices;
    }

    void write(byte[] bytes, int offset, int length) throws InterruptedException {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            Work work = current;
            if (work == null) {
                work = take();
                current = work;
            }
            int taken = Math.min(end - at, CHUNK_SIZE - work.rawLength);
            addSlice(work.rawLength, taken);
            work.add(bytes, at, taken);
            at += taken;
            if (work.rawLength == CHUNK_SIZE) {
                submit(work);
            }
        }
    }

    private void addSlice(int offset, int length) {
        int last = slices.size() - 1;
        if (last >= 0 && slices.get(last).chunk() == submitted) {
            Slice begun = slices.get(last);
            slices.set(last, new Slice(submitted, begun.offset(), begun.length() + length));
        } else {
            slices.add(new Slice(submitted, offset, length));
        }
    }

    private Work take() throws InterruptedException {
        Work work = free.take();
        rethrow();
        work.rawLength = 0;
        return work;
    }

    private void submit(Work work) {
        current = null;
        submitted++;
        work.compressed = workers.submit(() -> work.compress(level));
        inOrder.add(work);
    }

    /**
     * Writes what is left and waits until all is in its pack.
     *
     * @return all chunks, in the order in which slices count them
     */
    List<Chunk> finish() throws InterruptedException {
        Work work = current;
        if (work != null) {
            submit(work);
        }
        stopThreads();
        rethrow();
        return List.copyOf(chunks);
    }

    /** A pool counts as ended while its threads are still on their way out, with their buffers. */
    private void stopThreads() throws InterruptedException {
        workers.shutdown();
        inOrder.add(END);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void rethrow() {
        Throwable cause = failure;
        if (cause instanceof DrException known) {
            throw known;
        }
        if (cause != null) {
            throw DrException.create(
                    ErrorCode.INTERNAL, "write the backup's data", cause.toString(), more -> more.cause(cause));
        }
    }

    /** After a failure goes on to take what comes, so that nobody waits for a buffer in vain. */
    private void writeInOrder() {
        Work work = takeNext();
        while (work != END) {
            try {
                work.compressed.get();
                if (failure == null && !discarding) {
                    chunks.add(packs.append(work.stored, work.storedLength, work.rawLength, work.sha256));
                }
            } catch (ExecutionException e) {
                failure = e.getCause();
            } catch (InterruptedException | RuntimeException e) {
                failure = e;
            }
            free.add(work);
            work = takeNext();
        }
    }

    private Work takeNext() {
        try {
            return inOrder.take();
        } catch (InterruptedException e) {
            failure = e;
            return END;
        }
    }

    /** Ends the threads; what they had not yet written is dropped. */
    @Override
    public void close() {
        discarding = true;
        boolean interrupted = Thread.interrupted();
        boolean stopped = false;
        while (!stopped) {
            try {
                stopThreads();
                stopped = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The buffers of one chunk on its way. */
    private static final class Work {
        private final byte[] raw;
        private final byte[] stored;
        private Future<?> compressed = CompletableFuture.completedFuture(null);
        private int rawLength;
        private int storedLength;
        private String sha256 = "";

        Work(int size) {
            raw = new byte[size];
            stored = new byte[Math.toIntExact(Zstd.compressBound(size))];
        }

        void add(byte[] bytes, int offset, int length) {
            System.arraycopy(bytes, offset, raw, rawLength, length);
            rawLength += length;
        }

        void compress(int level) {
            try (ZstdCompressCtx context = new ZstdCompressCtx()) {
                context.setLevel(level);
                storedLength = context.compressByteArray(stored, 0, stored.length, raw, 0, rawLength);
            }
            sha256 = Sha256.hex(stored, 0, storedLength);
        }
    }
}
