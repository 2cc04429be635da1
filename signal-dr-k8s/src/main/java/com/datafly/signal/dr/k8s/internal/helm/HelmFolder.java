package com.datafly.signal.dr.k8s.internal.helm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files of values for one call, which only their owner reads; closing it removes them. What a process that was killed
 * left behind is removed by the next that makes one: the lock of a file within tells whether its owner lives.
 */
public final class HelmFolder implements AutoCloseable {

    private static final String PREFIX = "signal-dr-helm-";
    private static final String LOCK = "lock";

    /** Those of this process: to open the file of a lock and to close it again would let go of the lock. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lock;

    private HelmFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Makes an empty one, and removes those whose process is dead. */
    public static HelmFolder create() {
        return create(Path.of(System.getProperty("java.io.tmpdir", "")));
    }

    /** One at a time in this process, whose other threads would take the lock of a folder that is just being made. */
    static HelmFolder create(Path parent) {
        synchronized (OWN) {
            try {
                sweep(parent);
                HelmFolder made = make(parent);
                while (!made.isThere()) {
                    made.abandon();
                    made = make(parent);
                }
                return made;
            } catch (IOException e) {
                throw unusable(e);
            }
        }
    }

    private static HelmFolder make(Path parent) throws IOException {
        // The JDK makes it readable for its owner alone.
        Path folder = Files.createTempDirectory(parent, PREFIX);
        OWN.add(folder);
        FileChannel lock =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        return new HelmFolder(folder, lock);
    }

    /** Another process may have swept it away before its lock was taken. */
    private boolean isThere() {
        return Files.exists(folder.resolve(LOCK));
    }

    private void abandon() throws IOException {
        OWN.remove(folder);
        lock.close();
    }

    private static void sweep(Path parent) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                if (!OWN.contains(folder)) {
                    removeIfAbandoned(folder);
                }
            }
        }
    }

    private static void removeIfAbandoned(Path folder) {
        try (FileChannel file = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock free = file.tryLock()) {
            if (free != null) {
                remove(folder);
            }
        } catch (IOException e) {
            // It is somebody else's, is just being made, or another process removes it too.
        }
    }

    /** Writes documents of values to a file each. */
    public List<Path> write(List<Secret> documents) {
        List<Path> files = new ArrayList<>();
        for (Secret document : documents) {
            files.add(write(folder.resolve("values-" + files.size() + ".yaml"), document));
        }
        return files;
    }

    private static Path write(Path file, Secret content) {
        byte[] bytes = content.use(text -> new String(text).getBytes(UTF_8));
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw unusable(e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public void close() {
        try (lock) {
            remove(folder);
        } catch (IOException e) {
            throw DrException.create(
                    ErrorCode.INTERNAL,
                    "remove " + folder,
                    "files with values of a release were left there",
                    failure -> failure.hint("Remove the folder.").cause(e));
        } finally {
            OWN.remove(folder);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }

    private static DrException unusable(IOException cause) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "write files for helm",
                "the folder for temporary files cannot be used",
                failure -> failure.hint("Let java.io.tmpdir name a folder that can be written to.")
                        .cause(cause));
    }
}
