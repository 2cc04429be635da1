package com.datafly.signal.dr.selfmanaged.internal.backup;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.BackupFile;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Directory;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Link;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Slice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Puts the members of all archives into one tree, and their bytes into the pipeline. */
final class BackupTree implements TarReader.Visitor {

    /** Where the server's own manifest is kept, as pg_basebackup does. */
    static final String SERVER_MANIFEST = "backup_manifest";

    private static final int FILE_MODE = 0600;

    private final ChunkPipeline pipeline;
    private final List<Directory> directories = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final Map<String, BackupFile> files = new LinkedHashMap<>();
    private final CRC32C crc = new CRC32C();
    private String prefix = "";
    private @Nullable WalCheck wal;
    private boolean inWal;
    private long totalBytes;

    BackupTree(ChunkPipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Sets who looks at the WAL among the files. */
    void verifyWal(WalCheck check) {
        wal = check;
    }

    /** Sets where the next archive's members belong: {@code ""} or a tablespace's place with a slash. */
    void below(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public void begin(TarEntry entry) {
        String path = prefix + entry.name();
        switch (entry.kind()) {
            case DIRECTORY -> directories.add(new Directory(path, entry.mode()));
            case LINK -> links.add(new Link(path, entry.target()));
            case FILE -> {
                if (files.containsKey(path)) {
                    throw TarEntry.damaged("the server sent " + path + " twice");
                }
                crc.reset();
                pipeline.beginFile();
                inWal = wal != null && wal.begin(path, entry.size());
            }
        }
    }

    @Override
    public void content(byte[] bytes, int offset, int length) {
        crc.update(bytes, offset, length);
        totalBytes += length;
        if (inWal && wal != null) {
            wal.feed(bytes, offset, length);
        }
        try {
            pipeline.write(bytes, offset, length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancellation.interrupted("receive the backup", e);
        }
    }

    @Override
    public void end(TarEntry entry) {
        if (entry.kind() == TarEntry.Kind.FILE) {
            add(prefix + entry.name(), entry.mode(), entry.size(), entry.modified());
        }
    }

    void beginServerManifest() {
        inWal = false;
        crc.reset();
        pipeline.beginFile();
    }

    void endServerManifest(long size, Instant modified) {
        add(SERVER_MANIFEST, FILE_MODE, size, modified);
    }

    private void add(String path, int mode, long size, Instant modified) {
        List<Slice> slices = pipeline.endFile();
        files.put(path, new BackupFile(path, mode, size, modified, (int) crc.getValue(), slices));
    }

    /**
     * Checks the tree's shape.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if what every data directory has is missing
     */
    void requireDataDirectory() {
        for (String path : List.of("PG_VERSION", "global/pg_control", "backup_label")) {
            if (!files.containsKey(path)) {
                throw TarEntry.damaged("the server sent no " + path);
            }
        }
    }

    Map<String, BackupFile> files() {
        return Collections.unmodifiableMap(files);
    }

    List<BackupFile> fileList() {
        return List.copyOf(files.values());
    }

    List<Directory> directories() {
        return directories;
    }

    List<Link> links() {
        return links;
    }

    long totalBytes() {
        return totalBytes;
    }
}
