package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Database;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a drill works on: copies of a database's data, beside it. Steps that would change the database itself are
 * rehearsed without their action, and all that the drill makes is tagged with its run and an expiry.
 *
 * @since 0.1
 */
public final class DrillTarget {

    private static final Duration USUAL_EXPIRY = Duration.ofHours(24);

    private final @Nullable Database source;
    private final @Nullable String systemIdentifier;
    private final Duration expiry;

    private DrillTarget(@Nullable Database source, @Nullable String systemIdentifier, Duration expiry) {
        this.source = source;
        this.systemIdentifier = systemIdentifier;
        this.expiry = expiry;
    }

    /** Names the database whose data is recovered beside it. What the drill makes expires after 24 hours. */
    public static DrillTarget of(Database source) {
        return new DrillTarget(requireNonNull(source, "source"), null, USUAL_EXPIRY);
    }

    /** Names nothing, for playbooks whose steps work on resources of their own. */
    public static DrillTarget none() {
        return new DrillTarget(null, null, USUAL_EXPIRY);
    }

    /** Says which database is meant, by PostgreSQL's own identifier: a plan that finds another is refused. */
    public DrillTarget expecting(String systemIdentifier) {
        return new DrillTarget(source, requireNonNull(systemIdentifier, "systemIdentifier"), expiry);
    }

    /**
     * Sets how long after its start what the drill makes may be swept away.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code expiry} is not positive
     */
    public DrillTarget expiringAfter(Duration expiry) {
        if (expiry.isNegative() || expiry.isZero()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "describe a drill's target",
                    "expiry is " + expiry,
                    failure -> failure.hint("Use more than zero, as in Duration.ofHours(24)."));
        }
        return new DrillTarget(source, systemIdentifier, expiry);
    }

    /** Returns the database whose data is recovered. */
    public Optional<Database> source() {
        return Optional.ofNullable(source);
    }

    /** Returns the identifier of the database that is meant. */
    public Optional<String> systemIdentifier() {
        return Optional.ofNullable(systemIdentifier);
    }

    /** Returns how long after its start what the drill makes may be swept away. */
    public Duration expiry() {
        return expiry;
    }

    @Override
    public String toString() {
        return "drill of " + source().map(one -> one.address().toString()).orElse("no database");
    }
}
