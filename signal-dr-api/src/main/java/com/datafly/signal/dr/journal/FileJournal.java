package com.datafly.signal.dr.journal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.internal.file.FileErrors;
import com.datafly.signal.dr.internal.file.FileLocks;
import com.datafly.signal.dr.internal.file.OpenFiles;
import com.datafly.signal.dr.internal.file.PrivateFolders;
import com.datafly.signal.dr.internal.journal.HostName;
import com.datafly.signal.dr.internal.journal.LogFile;
import com.datafly.signal.dr.internal.journal.ObjectRegisters;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalInput;
import com.datafly.signal.dr.spi.JournalRegister;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Journals in a directory: a file per log, which only grows, and a file per register.
 *
 * <p>Any number of threads and processes may use one directory at once. An append is one write and one sync under a
 * file lock; what a crash left unfinished at a log's end is cut off by the next append and kept beside the log. New
 * files and directories are readable by their owner only. The directory must be on a local file system that locks files
 * between processes, and not on what is to be recovered.
 *
 * @since 0.1
 */
public final class FileJournal implements JournalDriver {

    private final Path root;
    private final Path folder;
    private final FileLocks locks;
    private final OpenFiles open = new OpenFiles();
    private final ObjectRegisters registers;
    private final Map<String, LogFile> logs = new ConcurrentHashMap<>();

    private FileJournal(Path root) throws IOException {
        this.root = root;
        this.folder = root.resolve("logs");
        PrivateFolders.create(folder);
        this.locks = FileLocks.of(root, root.resolve("locks"));
        Path kept = root.resolve("registers");
        PrivateFolders.create(kept);
        PrivateFolders.sync(root);
        this.registers = new ObjectRegisters(FileSystemObjectStore.open(kept), "");
    }

    /**
     * Opens the journals in {@code directory}, which is created if need be.
     *
     * @throws DrException with {@code PERMISSION_DENIED}, {@code QUOTA} or {@code UNAVAILABLE} if it cannot be made or
     *     read
     */
    public static FileJournal open(Path directory) {
        requireNonNull(directory, "directory");
        try {
            if (!Files.isDirectory(directory)) {
                make(directory.toAbsolutePath());
            }
            return new FileJournal(directory.toRealPath());
        } catch (IOException e) {
            throw FileErrors.withoutEffect("open the journals in " + directory, e);
        }
    }

    @Override
    public String address() {
        return "file:" + root;
    }

    /** Returns the directory and, where its name is known, this host. */
    @Override
    public List<FailureDomain> failureDomains() {
        List<FailureDomain> domains = new ArrayList<>();
        domains.add(FailureDomain.ofAddress(address()));
        HostName.find().ifPresent(host -> domains.add(FailureDomain.of("host", host)));
        return List.copyOf(domains);
    }

    @Override
    public void append(String log, long sequence, byte[] block) {
        JournalInput.requireBlock(log, sequence, block);
        try {
            file(log).append(sequence, block);
        } catch (IOException e) {
            throw FileErrors.ofChange("append to the log " + log, e);
        }
    }

    @Override
    public void read(String log, long fromSequence, LineReader reader) {
        try {
            file(log).read(fromSequence, reader);
        } catch (IOException e) {
            throw FileErrors.withoutEffect("read the log " + log, e);
        }
    }

    @Override
    public List<String> logs() {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(LogFile.SUFFIX))
                    .map(name -> name.substring(0, name.length() - LogFile.SUFFIX.length()))
                    .sorted()
                    .toList();
            List<String> written = new ArrayList<>();
            for (String name : names) {
                if (file(name).hasLines()) {
                    written.add(name);
                }
            }
            return List.copyOf(written);
        } catch (IOException e) {
            throw FileErrors.withoutEffect("list the logs in " + folder, e);
        }
    }

    @Override
    public Optional<JournalRegister> register(String name) {
        return registers.find(name);
    }

    @Override
    public JournalRegister setRegister(String name, byte[] content, Optional<String> expectedVersion) {
        return registers.set(name, content, expectedVersion);
    }

    /** Closes the files that were written to last. */
    @Override
    public void close() {
        open.close();
    }

    private static void make(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
            PrivateFolders.create(directory);
            PrivateFolders.sync(parent);
        }
    }

    private LogFile file(String log) {
        return logs.computeIfAbsent(JournalInput.requireLog(log), name -> new LogFile(name, folder, locks, open));
    }
}
