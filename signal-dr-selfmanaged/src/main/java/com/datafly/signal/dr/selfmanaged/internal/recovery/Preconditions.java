package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.server.Command;
import com.datafly.signal.dr.selfmanaged.internal.server.Directories;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What must hold of an installation before it is worth restoring a backup for it. */
final class Preconditions {

    /** Fixed when PostgreSQL is compiled; the files of one size are unreadable to the other. */
    private static final List<String> COMPILED = List.of("block_size", "wal_block_size");

    private final PostgresInstallation installation;
    private final String operation;

    Preconditions(PostgresInstallation installation, String operation) {
        this.installation = installation;
        this.operation = operation;
    }

    /**
     * Compares the installation with the backup's server.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if they differ in what the files depend on
     */
    void requireMatch(BackupFacts backup) throws IOException {
        if (installation.majorVersion() != backup.majorVersion()) {
            throw mismatch("major version", Integer.toString(backup.majorVersion()), installation.version());
        }
        for (String name : COMPILED) {
            String value = backup.settings().get(name);
            if (value != null) {
                String here = compiled(name);
                if (!here.equals(value)) {
                    throw mismatch(name, value, here);
                }
            }
        }
    }

    private String compiled(String name) throws IOException {
        Path directory = Files.createTempDirectory("signal-dr");
        try {
            Files.createFile(directory.resolve("postgresql.conf"));
            Files.createFile(directory.resolve("postgresql.auto.conf"));
            String program = installation.binary("postgres").toString();
            return Command.run(List.of(program, "-C", name, "-D", directory.toString()))
                    .output();
        } finally {
            Directories.delete(directory);
        }
    }

    private DrException mismatch(String what, String backup, String here) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                operation,
                "the backup's " + what + " is " + backup + ", that of " + installation + " is " + here,
                failure -> failure.hint("Use an installation that was built as the source's was."));
    }
}
