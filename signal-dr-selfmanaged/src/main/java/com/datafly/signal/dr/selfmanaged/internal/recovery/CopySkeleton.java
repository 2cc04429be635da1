package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Directory;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Link;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Tablespace;
import com.datafly.signal.dr.selfmanaged.internal.server.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The directories of a copy, and the links from its data directory to its tablespaces, which lie beside it. */
final class CopySkeleton {

    private static final String TABLESPACES = "pg_tblspc";
    private static final int PRIVATE = 0700;

    /** The server may run under another account than we do; to that one only the tablespaces themselves are given. */
    private static final int PASSABLE = 0711;

    private final CopyPlace place;
    private final BackupManifest manifest;
    private final String operation;

    CopySkeleton(CopyPlace place, BackupManifest manifest, String operation) {
        this.place = place;
        this.manifest = manifest;
        this.operation = operation;
    }

    /** Makes all directories and links. */
    void create() throws IOException {
        Files.createDirectories(place.parent());
        directory(place.dataDirectory(), PRIVATE);
        directory(place.dataDirectory().resolve(TABLESPACES), PRIVATE);
        Set<String> linked = new HashSet<>();
        for (Tablespace tablespace : manifest.tablespaces()) {
            Path target = place.tablespaces().resolve(tablespace.oid());
            directory(place.tablespaces(), PASSABLE);
            directory(target, PRIVATE);
            String link = TABLESPACES + "/" + tablespace.oid();
            Files.createSymbolicLink(resolve(link), target);
            linked.add(link);
        }
        for (Link link : manifest.links()) {
            if (!linked.contains(link.path())) {
                throw DrException.of(
                        ErrorCode.UNSUPPORTED,
                        operation,
                        "the backup has a link that is no tablespace: " + link.path());
            }
        }
        for (Directory directory : manifest.directories()) {
            if (!linked.contains(directory.path())) {
                directory(resolve(directory.path()), directory.mode());
            }
        }
    }

    /** Makes the names of all files durable. */
    void sync() throws IOException {
        for (Directory directory : manifest.directories()) {
            DurableFile.syncDirectory(resolve(directory.path()));
        }
        for (Tablespace tablespace : manifest.tablespaces()) {
            DurableFile.syncDirectory(place.tablespaces().resolve(tablespace.oid()));
        }
        DurableFile.syncDirectory(place.dataDirectory());
        DurableFile.syncDirectory(place.parent());
    }

    /**
     * Returns the place of a path of the backup.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if it leads out of the data directory
     */
    Path resolve(String path) {
        Path resolved = place.dataDirectory().resolve(path).normalize();
        if (!resolved.startsWith(place.dataDirectory())) {
            throw DrException.of(ErrorCode.INTEGRITY_FAILED, operation, "the backup has the path " + path);
        }
        return resolved;
    }

    private static void directory(Path path, int mode) throws IOException {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixModes.permissions(mode));
    }
}
