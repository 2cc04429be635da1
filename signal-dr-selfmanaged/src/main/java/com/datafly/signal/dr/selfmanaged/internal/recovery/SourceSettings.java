package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.selfmanaged.internal.server.Directories;
import com.datafly.signal.dr.selfmanaged.internal.server.SettingsFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration that came with the source's files. It is kept for people to read, out of PostgreSQL's sight. */
final class SourceSettings {

    private static final String KEPT = ".source";
    private static final List<String> CONFIGURATION =
            List.of("postgresql.conf", "postgresql.auto.conf", "pg_hba.conf", "pg_ident.conf", "signal-dr.conf");
    /** What would make the copy a standby, another process's server, or link its tablespaces to the source's. */
    private static final List<String> STATE = List.of(
            "standby.signal",
            "recovery.signal",
            "tablespace_map",
            "postmaster.pid",
            "postmaster.opts",
            "postgresql.auto.conf.tmp");

    private SourceSettings() {}

    /** Renames the source's configuration and removes the source's state, replication slots included. */
    static void setAside(Path dataDirectory) throws IOException {
        for (String name : CONFIGURATION) {
            Path file = dataDirectory.resolve(name);
            // The source may itself be a copy, and hold what was its own source's.
            Files.deleteIfExists(dataDirectory.resolve(name + KEPT));
            if (Files.exists(file)) {
                Files.move(file, dataDirectory.resolve(name + KEPT));
            }
        }
        for (String name : STATE) {
            Files.deleteIfExists(dataDirectory.resolve(name));
        }
        Path slots = Files.createDirectories(dataDirectory.resolve("pg_replslot"));
        try (DirectoryStream<Path> each = Files.newDirectoryStream(slots)) {
            for (Path slot : each) {
                Directories.delete(slot);
            }
        }
    }

    /** Reads what was set aside; {@code ALTER SYSTEM} wins. Files outside of the data directory were not backed up. */
    static Map<String, String> read(Path dataDirectory) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : List.of("postgresql.conf", "signal-dr.conf", "postgresql.auto.conf")) {
            settings.putAll(SettingsFile.read(dataDirectory.resolve(name + KEPT)));
        }
        return settings;
    }
}
