package com.datafly.signal.dr.selfmanaged.testing;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.tck.DataPlane;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Real databases behind the testing server of a cloud: each is a PostgreSQL server of its own on 127.0.0.1, a snapshot
 * is a base backup, and a recovery is one by signal-dr-selfmanaged, proven to the instant.
 *
 * <p>Every database is archived from its creation on, so that it can be recovered to every instant since; a restored
 * one begins a past of its own. Restored databases keep the roles and passwords of then. The first login is no
 * superuser, as in a managed service: it makes roles and databases, reads the server's statistics and may run amcheck.
 *
 * <p>Made for tests: backups are kept on the heap (some megabytes for each database, and what is written to it,
 * compressed), nothing waits for the disk, and closing kills all servers and removes all files, also when the JVM ends
 * without having closed it in an orderly way (but not when it is killed). Thread-safe. An unknown id is an
 * {@link IllegalArgumentException}, use after closing an {@link IllegalStateException}; what PostgreSQL refuses is a
 * {@link com.datafly.signal.dr.DrException}.
 *
 * @since 0.1
 */
public final class PostgresDataPlane implements DataPlane {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}");

    private final PostgresInstallation installation;
    private final Path directory;
    private final Map<String, LiveDatabase> databases = new ConcurrentHashMap<>();
    private final Map<String, Archive> archives = new ConcurrentHashMap<>();
    private final Map<String, KeptSnapshot> snapshots = new ConcurrentHashMap<>();
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private boolean closed;
    private @Nullable Thread atExit;

    private PostgresDataPlane(PostgresInstallation installation, Path directory) {
        this.installation = installation;
        this.directory = directory;
    }

    private record KeptSnapshot(Archive archive, String backup) {}

    /** Starts with the PostgreSQL of the class path, in a temporary directory. No database runs yet. */
    public static PostgresDataPlane start() {
        return start(builder -> {});
    }

    /**
     * Starts. No database runs yet.
     *
     * @throws com.datafly.signal.dr.DrException with {@code NOT_FOUND} if no installation is given and the class path
     *     has none for this platform
     */
    public static PostgresDataPlane start(Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        PostgresInstallation chosen = builder.installation;
        PostgresInstallation installation = chosen == null ? PostgresInstallation.embedded() : chosen;
        PostgresDataPlane plane = new PostgresDataPlane(installation, DirectoryTree.createIn(builder.parent));
        Thread atExit = new Thread(plane::close, "signal-dr-data-plane-exit");
        plane.atExit = atExit;
        Runtime.getRuntime().addShutdownHook(atExit);
        return plane;
    }

    @Override
    public void create(String database, Login login) {
        run(() -> {
            begin(database, LiveDatabase.create(installation, place(database), login));
        });
    }

    @Override
    public void snapshot(String database, String snapshot) {
        run(() -> {
            requireNew(snapshots, "snapshot", snapshot);
            Archive archive = archive(database);
            snapshots.put(snapshot, new KeptSnapshot(archive, archive.backup()));
        });
    }

    @Override
    public void deleteSnapshot(String snapshot) {
        run(() -> {
            KeptSnapshot kept = find(snapshots, "snapshot", snapshot);
            kept.archive().deleteBackup(kept.backup());
            snapshots.remove(snapshot);
        });
    }

    @Override
    public void restore(String snapshot, String database) {
        run(() -> {
            KeptSnapshot kept = find(snapshots, "snapshot", snapshot);
            recover(kept.archive(), RecoveryTarget.snapshot(kept.backup()), database);
        });
    }

    @Override
    public void recover(String source, Optional<Instant> target, String database) {
        run(() -> {
            Archive archive = archive(source);
            LiveDatabase live = databases.get(source);
            if (live != null) {
                live.catchUp(target.orElseGet(Instant::now));
            }
            recover(archive, target.map(RecoveryTarget::at).orElseGet(RecoveryTarget::latest), database);
        });
    }

    private void recover(Archive archive, RecoveryTarget target, String database) {
        begin(database, LiveDatabase.recover(installation, place(database), archive, target));
    }

    @Override
    public Optional<Reach> reach(String source) {
        return get(() -> Optional.ofNullable(archives.get(source)).flatMap(Archive::reach));
    }

    @Override
    public void restart(String database) {
        run(() -> find(databases, "database", database).restart());
    }

    @Override
    public void stop(String database) {
        run(() -> find(databases, "database", database).stop());
    }

    @Override
    public void start(String database) {
        run(() -> find(databases, "database", database).start());
    }

    @Override
    public void delete(String database) {
        run(() -> {
            find(databases, "database", database).delete();
            databases.remove(database);
        });
    }

    @Override
    public void forget(String database) {
        run(() -> {
            if (databases.containsKey(database)) {
                throw new IllegalArgumentException("database " + database + " was not deleted");
            }
            archive(database);
            archives.remove(database);
        });
    }

    @Override
    public Optional<InetSocketAddress> endpoint(String database) {
        return get(() -> Optional.ofNullable(databases.get(database)).flatMap(LiveDatabase::endpoint));
    }

    /** Waits for the calls under way, kills all servers and removes all files. */
    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            archives.clear();
            snapshots.clear();
            removeDatabases();
        } finally {
            use.writeLock().unlock();
        }
        forgetExit();
    }

    /** One that cannot be killed keeps no other alive. */
    private void removeDatabases() {
        List<RuntimeException> failures = new ArrayList<>();
        for (LiveDatabase database : databases.values()) {
            try {
                database.kill();
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        databases.clear();
        DirectoryTree.delete(directory);
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    private void forgetExit() {
        Thread hook = atExit;
        if (hook != null && hook != Thread.currentThread()) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private void begin(String database, LiveDatabase made) {
        databases.put(database, made);
        archives.put(database, made.archive());
    }

    private Place place(String database) {
        if (!ID.matcher(database).matches()) {
            throw new IllegalArgumentException("database is '" + database + "', which names no directory");
        }
        requireNew(archives, "database", database);
        return new Place(directory.resolve(database), database);
    }

    private Archive archive(String database) {
        return find(archives, "database", database);
    }

    private static <T> T find(Map<String, T> all, String kind, String id) {
        T found = all.get(id);
        if (found == null) {
            throw new IllegalArgumentException("there is no " + kind + " " + id);
        }
        return found;
    }

    private static void requireNew(Map<String, ?> all, String kind, String id) {
        if (all.containsKey(id)) {
            throw new IllegalArgumentException("there is a " + kind + " " + id + " already");
        }
    }

    private void run(Runnable work) {
        get(() -> {
            work.run();
            return Optional.empty();
        });
    }

    /** Closing waits for what is under way here, so that nothing is made behind its back. */
    private <T> Optional<T> get(Supplier<Optional<T>> work) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the data plane is closed");
            }
            return work.get();
        } finally {
            use.readLock().unlock();
        }
    }

    /**
     * Describes a data plane. By default: the PostgreSQL of the class path, below the directory for temporary files.
     *
     * <p>Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {

        private @Nullable PostgresInstallation installation;
        private Path parent = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));

        private Builder() {}

        /** Sets the programs that all databases run with. */
        public Builder installation(PostgresInstallation installation) {
            this.installation = requireNonNull(installation, "installation");
            return this;
        }

        /** Sets the directory in which the data plane makes one of its own. */
        public Builder directory(Path parent) {
            this.parent = requireNonNull(parent, "parent");
            return this;
        }
    }
}
