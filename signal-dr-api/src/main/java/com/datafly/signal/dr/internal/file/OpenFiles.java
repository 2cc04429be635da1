package com.datafly.signal.dr.internal.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the few files open that were written to last: opening a file for each append costs about a third of making the
 * append durable, because the file system drops the space that it had set aside when the last writer closes.
 * Thread-safe.
 */
public final class OpenFiles implements AutoCloseable {

    private static final int MOST = 8;

    private final Map<Path, Held> idle = new LinkedHashMap<>();
    private boolean closed;

    /** Begins with none. */
    public OpenFiles() {}

    private record Held(RandomAccessFile file, Object key) {}

    /** Work on a file that is open for reading and writing. */
    @FunctionalInterface
    public interface OpenWork {
        /** Does it. */
        void run(RandomAccessFile file) throws IOException;
    }

    /** Lends a file that exists to {@code work}. One that another took the place of under its name is opened anew. */
    public void with(Path path, OpenWork work) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        RandomAccessFile file = take(path, key);
        boolean done = false;
        try {
            work.run(file);
            done = true;
        } finally {
            if (!done || key == null || !keep(path, new Held(file, key))) {
                file.close();
            }
        }
    }

    /** Closes what is open. Files that are used later are closed after each use. */
    @Override
    public void close() {
        List<Held> open;
        synchronized (this) {
            closed = true;
            open = new ArrayList<>(idle.values());
            idle.clear();
        }
        open.forEach(OpenFiles::close);
    }

    private RandomAccessFile take(Path path, @Nullable Object key) throws IOException {
        Held held;
        synchronized (this) {
            held = idle.remove(path);
        }
        if (held != null && held.key().equals(key)) {
            return held.file();
        }
        if (held != null) {
            close(held);
        }
        return new RandomAccessFile(path.toFile(), "rw");
    }

    private boolean keep(Path path, Held held) {
        Held superfluous;
        synchronized (this) {
            if (closed) {
                return false;
            }
            superfluous = idle.put(path, held);
            if (superfluous == null && idle.size() > MOST) {
                Iterator<Held> oldest = idle.values().iterator();
                superfluous = oldest.next();
                oldest.remove();
            }
        }
        if (superfluous != null) {
            close(superfluous);
        }
        return true;
    }

    /** What was written is durable already, so nothing is lost if this fails. */
    private static void close(Held held) {
        try {
            held.file().close();
        } catch (IOException harmless) {
            return;
        }
    }
}
