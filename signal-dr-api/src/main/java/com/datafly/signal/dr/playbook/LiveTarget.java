package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.database.Database;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a live run works on. A drill takes a {@link DrillTarget}, which is no live target: the compiler keeps the two
 * apart.
 *
 * @since 0.1
 */
public final class LiveTarget {

    private final @Nullable Database database;
    private final @Nullable String systemIdentifier;

    private LiveTarget(@Nullable Database database, @Nullable String systemIdentifier) {
        this.database = database;
        this.systemIdentifier = systemIdentifier;
    }

    /** Names the database that is recovered. */
    public static LiveTarget of(Database database) {
        return new LiveTarget(requireNonNull(database, "database"), null);
    }

    /** Names nothing, for playbooks whose steps work on resources of their own. */
    public static LiveTarget none() {
        return new LiveTarget(null, null);
    }

    /**
     * Says which database is meant, by PostgreSQL's own identifier and not by a name: a plan that finds another is
     * refused. It stands for the database where that does not answer any more.
     */
    public LiveTarget expecting(String systemIdentifier) {
        return new LiveTarget(database, requireNonNull(systemIdentifier, "systemIdentifier"));
    }

    /** Returns the database. */
    public Optional<Database> database() {
        return Optional.ofNullable(database);
    }

    /** Returns the identifier of the database that is meant. */
    public Optional<String> systemIdentifier() {
        return Optional.ofNullable(systemIdentifier);
    }

    @Override
    public String toString() {
        return "live on " + database().map(one -> one.address().toString()).orElse("no database");
    }
}
