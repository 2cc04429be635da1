package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.recovery.FileRestore.Piece;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.BackupFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/** A file being restored, whose pieces arrive in any order and from several threads. */
final class TargetFile {

    private final BackupFile file;
    private final Path path;
    private final boolean durable;
    private final int[] checksums;
    private final AtomicInteger missing;

    TargetFile(BackupFile file, Path path, boolean durable) {
        this.file = file;
        this.path = path;
        this.durable = durable;
        this.checksums = new int[file.slices().size()];
        this.missing = new AtomicInteger(checksums.length);
    }

    /** Makes the file, still empty. */
    void create() throws IOException {
        Files.createFile(path, PosixModes.attribute(file.mode()));
        if (missing.get() == 0) {
            finish("restore " + file.path());
        }
    }

    /** Writes a piece; with the last one the file is checked and forced to disk. */
    void write(Piece piece, byte[] chunk, String operation) throws IOException {
        int offset = piece.slice().offset();
        int length = piece.slice().length();
        CRC32C checksum = new CRC32C();
        checksum.update(chunk, offset, length);
        checksums[piece.index()] = (int) checksum.getValue();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(chunk, offset, length);
            long position = piece.position();
            while (buffer.hasRemaining()) {
                position += channel.write(buffer, position);
            }
        }
        if (missing.decrementAndGet() == 0) {
            finish(operation);
        }
    }

    private void finish(String operation) throws IOException {
        int checksum = 0;
        long size = 0;
        for (int i = 0; i < checksums.length; i++) {
            int length = file.slices().get(i).length();
            checksum = Crc32cCombination.join(checksum, checksums[i], length);
            size += length;
        }
        if (size != file.size() || checksum != file.crc32c()) {
            throw DrException.of(
                    ErrorCode.INTEGRITY_FAILED, operation, file.path() + " is not the file that was backed up");
        }
        if (durable) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
    }
}
