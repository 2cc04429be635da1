package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.file.FileErrors;
import com.datafly.signal.dr.internal.file.FileLocks;
import com.datafly.signal.dr.internal.file.OpenFiles;
import com.datafly.signal.dr.internal.file.PrivateFolders;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalInput;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log as a file that only grows. Thread-safe, and safe among processes.
 *
 * <p>Files are accessed in a way that no interruption closes.
 */
public final class LogFile {

    /** What the names of the files end with. */
    public static final String SUFFIX = ".log";

    private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);

    private final String name;
    private final Path folder;
    private final Path path;
    private final FileLocks locks;
    private final OpenFiles open;
    private volatile LogEnd known = LogEnd.BEGINNING;
    private volatile boolean broken;

    /**
     * Opens the log {@code name} in a file of {@code folder}, which the first append makes.
     *
     * @param open keeps the file open between appends
     */
    public LogFile(String name, Path folder, FileLocks locks, OpenFiles open) {
        this.name = name;
        this.folder = folder;
        this.path = folder.resolve(name + SUFFIX);
        this.locks = locks;
        this.open = open;
    }

    /** Appends as {@link JournalDriver#append} says. */
    public void append(long sequence, byte[] block) throws IOException {
        requireSound();
        locks.exclusively(name, () -> {
            boolean begins = !Files.exists(path) && PrivateFolders.createFile(path);
            open.with(path, file -> {
                LogEnd end = findEnd(file);
                if (end.next() != sequence) {
                    throw JournalInput.notTheEnd(name, sequence, end.next());
                }
                cutTorn(file, end);
                write(file, end, block);
                if (begins || sequence == 1) {
                    syncName(file);
                }
                known = new LogEnd(end.offset() + block.length, sequence + JournalInput.lines(block));
            });
            return true;
        });
    }

    /** Reads as {@link JournalDriver#read} says. */
    public void read(long from, JournalDriver.LineReader reader) throws IOException {
        requireSound();
        long length = durableLength();
        if (length == 0) {
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            LogEnd start = known;
            boolean beyond = from >= start.next() && start.offset() <= length;
            LogScan scan = new LogScan(name, beyond ? start : LogEnd.BEGINNING, from, reader);
            scan(file, scan, length);
            known = scan.end();
            if (scan.torn().length > 0) {
                reader.torn(scan.torn());
            }
        }
    }

    /** Tells whether the log has a line, whatever it is worth. */
    public boolean hasLines() throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            int octet = in.read();
            while (octet > 0 && octet != '\n') {
                octet = in.read();
            }
            return octet == '\n';
        }
    }

    /** Returns the file's length while no append is under way: what it has then is durable, or was never finished. */
    private long durableLength() throws IOException {
        try {
            return Files.exists(path) ? locks.exclusively(name, () -> Files.size(path)) : 0;
        } catch (AccessDeniedException e) {
            LOG.debug("{} may only be read by this user, who cannot wait for an append to finish", path);
            return Files.size(path);
        }
    }

    /** Returns where the log ends; reads only what others appended since. */
    private LogEnd findEnd(RandomAccessFile file) throws IOException {
        LogEnd start = known;
        long length = file.length();
        if (length == start.offset()) {
            return start;
        }
        LogEnd from = length > start.offset() ? start : LogEnd.BEGINNING;
        LogScan scan = new LogScan(name, from, Long.MAX_VALUE, (first, lines) -> {});
        scan(file, scan, length);
        return scan.end();
    }

    private static void scan(RandomAccessFile file, LogScan scan, long length) throws IOException {
        file.seek(scan.end().offset());
        scan.read(streamOf(file), length - scan.end().offset());
    }

    @SuppressWarnings("resource") // It belongs to the file, which its opener closes.
    private static InputStream streamOf(RandomAccessFile file) throws IOException {
        return new FileInputStream(file.getFD());
    }

    private void cutTorn(RandomAccessFile file, LogEnd end) throws IOException {
        long length = file.length();
        if (length == end.offset()) {
            return;
        }
        Path aside = Files.createTempFile(folder, path.getFileName() + "-" + end.next() + "-", ".torn");
        file.seek(end.offset());
        Files.copy(streamOf(file), aside, StandardCopyOption.REPLACE_EXISTING);
        PrivateFolders.sync(folder);
        file.setLength(end.offset());
        file.getFD().sync();
        LOG.warn(
                "The last append to the log {} did not finish, so {} bytes behind its line {} were cut off and kept in"
                        + " {}",
                name,
                length - end.offset(),
                end.next() - 1,
                aside);
    }

    private void write(RandomAccessFile file, LogEnd end, byte[] block) throws IOException {
        try {
            file.seek(end.offset());
            file.write(block);
            file.getFD().sync();
        } catch (IOException e) {
            takeBack(file, end, e);
            throw FileErrors.withoutEffect("append to the log " + name, e);
        }
    }

    /** Makes the name of a new file durable, or takes its first block back. */
    private void syncName(RandomAccessFile file) throws IOException {
        try {
            PrivateFolders.sync(folder);
        } catch (IOException e) {
            takeBack(file, LogEnd.BEGINNING, e);
            throw FileErrors.withoutEffect("append to the log " + name, e);
        }
    }

    /**
     * Removes a block that could not be made durable. What cannot be synced may be read and yet be lost, so if it
     * cannot be removed either, nothing that this process reads of the log can be trusted.
     */
    private void takeBack(RandomAccessFile file, LogEnd end, IOException failure) {
        try {
            file.setLength(end.offset());
            file.getFD().sync();
        } catch (IOException e) {
            broken = true;
            failure.addSuppressed(e);
            throw FileErrors.ofSync("append to the log " + name, failure);
        }
    }

    private void requireSound() {
        if (broken) {
            throw DrException.create(
                    ErrorCode.UNAVAILABLE,
                    "use the log " + name,
                    "an append to " + path + " failed and could not be taken back",
                    failure -> failure.effect(Effect.NONE)
                            .hint("Check the disk. Then start the process again: it finds out what is there."));
        }
    }
}
