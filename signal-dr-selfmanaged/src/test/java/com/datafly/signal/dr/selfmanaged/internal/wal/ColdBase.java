package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** A base backup by the simplest means, a copy of the files, and what a proven log makes of it. */
final class ColdBase {

    private static final Set<String> NOT_COPIED =
            Set.of("pg_wal", "postmaster.pid", "postmaster.opts", "pg_replslot", "recovery.signal", "standby.signal");

    private final BaseStart start;
    private final Path copy;

    private ColdBase(BaseStart start, Path copy) {
        this.start = start;
        this.copy = copy;
    }

    static ColdBase take(WalSource source, Path copy) throws SQLException, IOException {
        return take(source, copy, "select 1");
    }

    /** Copies the files, and runs a statement before the backup ends. */
    static ColdBase take(WalSource source, Path copy, String meanwhile) throws SQLException, IOException {
        try (Connection connection = source.endpoint().connect();
                Statement statement = connection.createStatement()) {
            Instant startedAt = instant(statement, "select clock_timestamp()");
            Lsn startLsn = lsn(statement, "select pg_backup_start('cold', true)");
            int timeline = Integer.parseInt(text(statement, "select timeline_id from pg_control_checkpoint()"));
            copyTree(source.server().dataDirectory(), copy);
            source.sql(meanwhile);
            try (ResultSet rows = statement.executeQuery("select lsn, labelfile from pg_backup_stop(false)")) {
                rows.next();
                Files.writeString(copy.resolve("backup_label"), rows.getString(2));
                return new ColdBase(new BaseStart(timeline, startLsn, Lsn.parse(rows.getString(1)), startedAt), copy);
            }
        }
    }

    BaseStart start() {
        return start;
    }

    /** Recovers a fresh copy as a {@link ProvenWal} says, and returns the promoted server. */
    WalSource recover(int majorVersion, Path target, Path staged, ProvenWal proven) throws IOException {
        copyTree(copy, target);
        copyTree(staged, target.resolve("pg_wal"));
        Files.createDirectories(target.resolve("pg_wal/archive_status"));
        Files.createDirectories(target.resolve("pg_replslot"));
        Files.createFile(target.resolve("recovery.signal"));
        PostgresServer server = PostgresServer.open(
                WalSource.installation(majorVersion),
                target,
                builder -> builder.port(0)
                        .setting("restore_command", "false")
                        .setting("recovery_target_lsn", proven.stopAt().toString())
                        .setting("recovery_target_inclusive", "on")
                        .setting("recovery_target_timeline", Integer.toString(proven.timeline()))
                        .setting("recovery_target_action", "promote")
                        // Otherwise it takes connections, and counts as ready, while it still replays.
                        .setting("hot_standby", "off"));
        server.start();
        server.awaitPromoted(Duration.ofSeconds(60));
        return WalSource.of(server);
    }

    /** Starts a fresh copy as a standby of {@code primary}. */
    WalSource standby(int majorVersion, Path target, WalSource primary) throws IOException {
        copyTree(copy, target);
        Files.createDirectories(target.resolve("pg_wal/archive_status"));
        Files.createDirectories(target.resolve("pg_replslot"));
        Files.createFile(target.resolve("standby.signal"));
        PostgresServer server = PostgresServer.open(
                WalSource.installation(majorVersion),
                target,
                builder -> builder.port(0)
                        .setting(
                                "primary_conninfo",
                                "host=" + primary.server().socketDirectory() + " port="
                                        + primary.server().port() + " user=postgres"));
        server.start();
        return WalSource.of(server);
    }

    /** Starts a second server from the files of one that is stopped. */
    static WalSource twin(int majorVersion, WalSource stopped, Path target) throws IOException {
        copyTree(stopped.server().dataDirectory(), target);
        copyTree(stopped.server().dataDirectory().resolve("pg_wal"), target.resolve("pg_wal"));
        copyTree(stopped.server().dataDirectory().resolve("pg_replslot"), target.resolve("pg_replslot"));
        PostgresServer server =
                PostgresServer.open(WalSource.installation(majorVersion), target, builder -> builder.port(0));
        server.start();
        return WalSource.of(server);
    }

    static Instant instant(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getObject(1, java.time.OffsetDateTime.class).toInstant();
        }
    }

    private static Lsn lsn(Statement statement, String query) throws SQLException {
        return Lsn.parse(text(statement, query));
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** The server may remove files meanwhile: a backup needs none of those. */
    private static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                boolean skip = NOT_COPIED.contains(from.relativize(directory).toString());
                if (!skip) {
                    Path made = Files.createDirectories(to.resolve(from.relativize(directory)));
                    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx------"));
                }
                return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!NOT_COPIED.contains(from.relativize(file).toString())) {
                    copy(file, to.resolve(from.relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }

    private static void copy(Path file, Path target) throws IOException {
        try {
            Files.copy(file, target);
        } catch (NoSuchFileException e) {
            Files.deleteIfExists(target);
        }
    }
}
