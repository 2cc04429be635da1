package com.datafly.signal.dr.selfmanaged.internal.repository;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Chunk;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes a backup's chunks one behind the other into packs, {@code backups/<id>/data-<run>-<number>}.
 *
 * <p>The run's part of the name is drawn anew every time, so that the packs of a run that died, or that was only
 * believed dead, never mix with those of the next run for the same backup. Not thread-safe.
 */
public final class PackWriter implements AutoCloseable {

    /** A pack is ended by the chunk that reaches this size. */
    private static final long PACK_SIZE = 64L << 20;

    private final ObjectStore store;
    private final String prefix;
    private final List<String> packs = new ArrayList<>();
    private @Nullable ObjectWriter writer;
    private String key = "";
    private long offset;
    private long storedBytes;
    private boolean kept;

    /** Begins to write for a backup; nothing is stored yet. */
    public PackWriter(ObjectStore store, String backupId) {
        this.store = requireNonNull(store, "store");
        this.prefix = Repository.folder(backupId) + "data-"
                + UUID.randomUUID().toString().substring(0, 8) + "-";
    }

    /**
     * Appends a chunk.
     *
     * @param stored the compressed bytes, from the array's beginning
     * @param length how many
     * @param rawLength their length when unpacked
     * @param sha256 of the compressed bytes
     */
    public Chunk append(byte[] stored, int length, int rawLength, String sha256) {
        ObjectWriter pack = writer;
        if (pack == null) {
            key = prefix + String.format(Locale.ROOT, "%06d", packs.size() + 1);
            pack = store.writer(key, Precondition.absent());
            writer = pack;
            offset = 0;
        }
        pack.write(stored, 0, length);
        Chunk chunk = new Chunk(key, offset, length, rawLength, Codec.ZSTD, sha256);
        offset += length;
        storedBytes += length;
        if (offset >= PACK_SIZE) {
            endPack(pack);
        }
        return chunk;
    }

    private void endPack(ObjectWriter pack) {
        packs.add(key);
        pack.commit();
        pack.close();
        writer = null;
    }

    /** Makes the last pack durable. */
    public void finish() {
        ObjectWriter pack = writer;
        if (pack != null) {
            endPack(pack);
        }
    }

    /** Leaves the packs where they are; without this, {@link #close()} removes them. */
    public void keep() {
        kept = true;
    }

    /** Returns the number of bytes in packs so far. */
    public long storedBytes() {
        return storedBytes;
    }

    /** Removes the packs unless they are kept, as far as the store lets it; what stays belongs to no backup. */
    @Override
    public void close() {
        // A store may refuse to work for an interrupted thread, and the packs of a cancelled backup have to go too.
        boolean interrupted = Thread.interrupted();
        ObjectWriter pack = writer;
        writer = null;
        if (pack != null) {
            pack.close();
        }
        if (!kept) {
            packs.forEach(this::remove);
            packs.clear();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void remove(String written) {
        try {
            store.delete(written, Precondition.none());
        } catch (DrException e) {
            // The failure that led here is the one to report; a pack without a manifest is swept with its folder.
            return;
        }
    }
}
