package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalPath.Piece;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Reads the next segments of a way while the one before is verified. Used by one thread. */
final class ReadAhead implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int MOST_BYTES = 64 << 20;

    private final WalArchive archive;
    private final WalPath path;
    private final int depth;
    private final Map<Long, Future<byte[]>> begun = new HashMap<>();
    private final ExecutorService readers =
            Executors.newFixedThreadPool(THREADS, work -> new Thread(work, "signal-dr-wal-proof"));

    ReadAhead(WalArchive archive, WalPath path) {
        this.archive = archive;
        this.path = path;
        this.depth = Math.min(THREADS + 1, MOST_BYTES / archive.segmentSize());
    }

    /** Reads a piece, or takes what was read of it ahead. Fails as {@link WalArchive#read} does. */
    byte[] read(Piece piece) {
        long number = piece.name().number();
        for (long ahead = number; ahead <= number + depth; ahead++) {
            if (!begun.containsKey(ahead)) {
                path.piece(ahead).ifPresent(this::begin);
            }
        }
        Future<byte[]> bytes = begun.remove(number);
        try {
            return bytes == null ? piece.read(archive) : bytes.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DrException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.of(ErrorCode.CANCELLED, "read WAL segment " + piece.name(), "the thread was interrupted");
        }
    }

    @Override
    public void close() {
        readers.shutdownNow();
        try {
            if (!readers.awaitTermination(1, TimeUnit.MINUTES)) {
                throw DrException.of(ErrorCode.UNAVAILABLE, "read WAL", "the repository does not end a read");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin(Piece piece) {
        begun.put(piece.name().number(), readers.submit(() -> piece.read(archive)));
    }
}
