package com.datafly.signal.dr.selfmanaged.internal.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.BackupFile;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Directory;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Link;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Slice;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupReader;
import com.datafly.signal.dr.store.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/** Writes a backup's files out in the plainest way, to look at them. */
final class RestoredFiles {

    private static final List<PosixFilePermission> BITS = List.of(
            PosixFilePermission.OTHERS_EXECUTE,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_READ);

    private RestoredFiles() {}

    /** Tablespaces go to {@code target}'s siblings, {@code <target>-<oid>}. */
    static void write(ObjectStore store, BackupManifest manifest, Path target) throws IOException {
        for (Directory directory : manifest.directories()) {
            Path path = target.resolve(directory.path()).normalize();
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, permissions(directory.mode()));
        }
        for (Link link : manifest.links()) {
            Path place = Path.of(target + "-" + Path.of(link.path()).getFileName());
            Files.createDirectories(place);
            Files.setPosixFilePermissions(place, permissions(0700));
            // The archives of tablespaces come first, so the link's place may be a directory by now.
            Path path = target.resolve(link.path());
            if (Files.isDirectory(path)) {
                Files.delete(place);
                Files.move(path, place);
            }
            Files.createSymbolicLink(path, place);
        }
        BackupReader reader = new BackupReader(store, manifest);
        byte[] buffer = new byte[manifest.largestChunk()];
        int loaded = -1;
        for (BackupFile file : manifest.files()) {
            Path path = target.resolve(file.path());
            CRC32C crc = new CRC32C();
            try (OutputStream out = Files.newOutputStream(path)) {
                for (Slice slice : file.slices()) {
                    if (slice.chunk() != loaded) {
                        reader.readChunk(slice.chunk(), buffer);
                        loaded = slice.chunk();
                    }
                    out.write(buffer, slice.offset(), slice.length());
                    crc.update(buffer, slice.offset(), slice.length());
                }
            }
            assertThat(Files.size(path)).isEqualTo(file.size());
            assertThat((int) crc.getValue()).isEqualTo(file.crc32c());
            Files.setPosixFilePermissions(path, permissions(file.mode()));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BITS.size(); bit++) {
            if ((mode >> bit & 1) == 1) {
                permissions.add(BITS.get(bit));
            }
        }
        return permissions;
    }
}
