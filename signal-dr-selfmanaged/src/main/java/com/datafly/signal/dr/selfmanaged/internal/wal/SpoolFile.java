package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A segment that is being written: a file of the segment's full size whose rest is zeros. */
final class SpoolFile implements AutoCloseable {

    private final SegmentName name;
    private final Path path;
    private final FileChannel channel;

    private SpoolFile(SegmentName name, Path path, FileChannel channel) {
        this.name = name;
        this.path = path;
        this.channel = channel;
    }

    static SpoolFile open(SegmentName name, Path path) {
        try {
            return new SpoolFile(name, path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    SegmentName name() {
        return name;
    }

    void write(Lsn at, byte[] bytes, int offset, int length) {
        ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
        long position = at.minus(name.start());
        try {
            while (rest.hasRemaining()) {
                position += channel.write(rest, position);
            }
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** Makes everything written durable. A failure is final: what the disk holds is unknown then. */
    void force() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    static DrException failed(Path path, IOException e) {
        return DrException.create(
                ErrorCode.QUOTA,
                "spool WAL in " + path,
                "the disk refuses: " + e.getMessage(),
                failure -> failure.cause(e).hint("Free space on the spool's disk, or check it for errors."));
    }
}
