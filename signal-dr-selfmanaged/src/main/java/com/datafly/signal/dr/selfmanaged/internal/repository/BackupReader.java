package com.datafly.signal.dr.selfmanaged.internal.repository;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Chunk;
import com.datafly.signal.dr.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;

/** Reads a backup's chunks and proves each. Thread-safe. */
public final class BackupReader {

    private final ObjectStore store;
    private final BackupManifest manifest;

    /** Takes a proven manifest. */
    public BackupReader(ObjectStore store, BackupManifest manifest) {
        this.store = requireNonNull(store, "store");
        this.manifest = requireNonNull(manifest, "manifest");
    }

    /**
     * Reads a chunk into {@code target}.
     *
     * @param target at least {@link BackupManifest#largestChunk()} long
     * @return the number of bytes in {@code target}
     * @throws DrException with {@code INTEGRITY_FAILED} if a stored byte is changed or missing, {@code NOT_FOUND} if
     *     the pack is gone
     */
    public int readChunk(int index, byte[] target) {
        Chunk chunk = manifest.chunks().get(index);
        byte[] stored = readStored(chunk);
        if (stored.length != chunk.storedLength()
                || !Sha256.hex(stored, 0, stored.length).equals(chunk.sha256())) {
            throw damaged(chunk, "chunk " + index + " is not what was written");
        }
        int length = chunk.codec().decompress(chunk.pack(), stored, stored.length, target);
        if (length != chunk.rawLength()) {
            throw Codec.wrongLength(chunk.pack(), length, chunk.rawLength());
        }
        return length;
    }

    private byte[] readStored(Chunk chunk) {
        try (InputStream input = store.read(chunk.pack(), chunk.offset(), chunk.storedLength())) {
            return input.readNBytes(chunk.storedLength());
        } catch (IOException e) {
            throw DrException.create(
                    ErrorCode.UNAVAILABLE,
                    "read " + chunk.pack(),
                    String.valueOf(e.getMessage()),
                    failure -> failure.cause(e));
        } catch (DrException e) {
            // A range behind the object's end means that the pack was cut off.
            throw e.code() == ErrorCode.INVALID_ARGUMENT ? damaged(chunk, "it is cut off") : e;
        }
    }

    private static DrException damaged(Chunk chunk, String problem) {
        return DrException.of(ErrorCode.INTEGRITY_FAILED, "read " + chunk.pack() + " at " + chunk.offset(), problem);
    }
}
