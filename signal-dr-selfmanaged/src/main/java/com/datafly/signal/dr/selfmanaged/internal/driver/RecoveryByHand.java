package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RecoveryTarget.AtInstant;
import com.datafly.signal.dr.database.RecoveryTarget.AtLsn;
import com.datafly.signal.dr.database.RecoveryTarget.AtSnapshot;
import com.datafly.signal.dr.selfmanaged.internal.recovery.Recovery;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.HandScript;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a person types to make a copy from the repository where no JVM is left: the call of {@link HandScript} with the
 * names that a restore would use now. The server need not be up.
 */
final class RecoveryByHand {

    private static final String OPERATION = "say how to recover by hand";
    private static final String FILE = "file:";
    private static final String NEWEST = "newest";

    private final DriverOptions options;
    private final RepositoryAccess access;
    private final Restores restores;

    RecoveryByHand(DriverOptions options, RepositoryAccess access, Restores restores) {
        this.options = options;
        this.access = access;
        this.restores = restores;
    }

    List<String> lines(RestoreRequest request) {
        List<String> lines = new ArrayList<>();
        List<String> choice = new ArrayList<>();
        Optional<BackupFacts> backup = choose(request.target(), choice);
        String major = backup.map(facts -> String.valueOf(facts.majorVersion())).orElse("MAJOR");
        lines.add("# needed on the machine: jq, zstd and the programs of PostgreSQL " + major
                + "; on Debian, apt-get install jq zstd postgresql-" + major);
        lines.add("# become the account that the new server is to have, as by su - postgres; root may do it too, the"
                + " server then gets the account postgres, or the one in the variable RUN_AS");
        String repository = repository(lines);
        lines.add("# the script is in the repository; if it is not, take it out of any signal-dr-selfmanaged jar, which"
                + " is a zip file: unzip -p signal-dr-selfmanaged-*.jar " + HandScript.RESOURCE
                + " > /tmp/recover-by-hand.sh, and put that path into SCRIPT");
        lines.add("# DATA must not exist yet; it grows to "
                + backup.map(facts -> facts.totalBytes() / 1_000_000 + 1 + " MB")
                        .orElse("the size of the database")
                + " and the log up to the target. The repository is only read");
        settings(request).ifPresent(lines::add);
        lines.addAll(choice);
        lines.add("REPOSITORY=" + repository);
        lines.add("SCRIPT=\"$REPOSITORY\"/" + HandScript.key());
        lines.add("BACKUP=" + quoted(backup.map(BackupFacts::id).orElse(id(request.target()))));
        lines.add("TARGET=" + quoted(text(request.target())));
        lines.add("DATA=" + quoted(restores.directory(request.name()).toString()));
        lines.add("PROGRAMS=" + quoted(programs(major)));
        lines.add("sh \"$SCRIPT\" list \"$REPOSITORY\"");
        lines.add("sh \"$SCRIPT\" recover \"$REPOSITORY\" \"$BACKUP\" \"$TARGET\" \"$DATA\" \"$PROGRAMS\"");
        lines.add("# it is done when the last command prints RECOVERED, and how to connect. Where it prints anything"
                + " else, nothing was recovered: it says why; remove DATA, and DATA.tablespaces if there is one, before"
                + " the next attempt. A WARNING behind RECOVERED names log that was not replayed: stop and decide");
        return lines;
    }

    /** The choice is a suggestion: by the time that somebody reads it there may be a better one. */
    private Optional<BackupFacts> choose(RecoveryTarget target, List<String> lines) {
        try {
            Repository repository = access.require(OPERATION);
            BackupFacts backup = Recovery.from(repository).plan(target);
            lines.add("# BACKUP was chosen when this page was made: it finished at " + backup.finishedAt()
                    + (target instanceof AtSnapshot
                            ? ""
                            : "; if TARGET is changed, or newer backups are listed, put the word " + NEWEST
                                    + " there: that takes the newest one which TARGET can be reached from"));
            return Optional.of(backup);
        } catch (DrException e) {
            lines.add("# when this page was made no backup could be chosen: " + e.problem());
            return Optional.empty();
        }
    }

    private String repository(List<String> lines) {
        String address = options.repository(OPERATION);
        if (address.startsWith(FILE)) {
            return quoted(Path.of(address.substring(FILE.length()))
                    .toAbsolutePath()
                    .normalize()
                    .toString());
        }
        lines.add(
                "# fetch all objects under " + address + " into a directory, each into the path that its key says, and"
                        + " put that directory into REPOSITORY: at least signal-dr-repository, by-hand, wal and"
                        + " backups/BACKUP");
        return quoted("/path/of/the/fetched/repository");
    }

    /** Returns the programs' place as configured, else as found here, else as Debian has it. */
    private String programs(String major) {
        return options.context()
                .option("postgres")
                .or(() -> PostgresInstallation.discover().stream()
                        .filter(found -> String.valueOf(found.majorVersion()).equals(major))
                        .map(found -> found.binDirectory().toString())
                        .findFirst())
                .orElse("/usr/lib/postgresql/" + major + "/bin");
    }

    private static Optional<String> settings(RestoreRequest request) {
        Map<String, String> settings = new TreeMap<>(request.profile().settings());
        return settings.isEmpty()
                ? Optional.empty()
                : Optional.of("# the copy is to have these settings, which the script does not set: "
                        + settings.entrySet().stream()
                                .map(setting -> setting.getKey() + " = " + setting.getValue())
                                .collect(Collectors.joining(", ")));
    }

    private static String id(RecoveryTarget target) {
        return target instanceof AtSnapshot at ? at.snapshotId() : NEWEST;
    }

    private static String text(RecoveryTarget target) {
        if (target instanceof AtSnapshot) {
            return "snapshot";
        }
        if (target instanceof AtInstant at) {
            return at.instant().toString();
        }
        return target instanceof AtLsn at ? at.lsn().toString() : "latest";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
