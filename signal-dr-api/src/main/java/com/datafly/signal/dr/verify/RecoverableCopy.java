package com.datafly.signal.dr.verify;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.database.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that data can be recovered from: a repository of backups, a provider's own backups, a standby. Immutable.
 *
 * @since 0.1
 */
public final class RecoverableCopy {

    private final String name;
    private final List<FailureDomain> domains;
    private final @Nullable Instant latest;
    private final Duration errorBar;
    private final String reason;

    private RecoverableCopy(
            String name,
            Collection<FailureDomain> domains,
            @Nullable Instant latest,
            Duration errorBar,
            String reason) {
        this.name = requireNonNull(name, "name");
        this.domains = List.copyOf(domains);
        this.latest = latest;
        this.errorBar = requireNonNull(errorBar, "errorBar");
        this.reason = requireNonNull(reason, "reason");
    }

    /**
     * A copy whose latest restorable time is known.
     *
     * @param domains all that the copy is lost with, one of each kind that may be assumed lost; a copy that does not
     *     name its region cannot be counted as outside of one
     * @param latest the latest restorable time, as in {@code RestorableWindow.latest()}
     * @param errorBar how far that may be from the host's clock: the difference between the two clocks
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code errorBar} is negative
     */
    public static RecoverableCopy known(
            String name, Collection<FailureDomain> domains, Instant latest, Duration errorBar) {
        if (errorBar.isNegative()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "describe the copy " + name,
                    "the error bar is " + errorBar,
                    failure -> failure.hint("Use zero or more."));
        }
        return new RecoverableCopy(name, domains, requireNonNull(latest, "latest"), errorBar, "");
    }

    /**
     * Asks a database how far it can be recovered now. Never fails: one that cannot be asked, or of which nothing can
     * be recovered, is {@linkplain #unknown unknown}, with the reason.
     *
     * <p>The answer is of this moment; ask again as often as the exposure is to be watched.
     *
     * @param domains all that the backups of {@code database} are lost with, which is not where the database itself is
     * @param errorBar how far the database's clock may be from the host's
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code errorBar} is negative
     */
    public static RecoverableCopy of(
            String name, Collection<FailureDomain> domains, Database database, Duration errorBar) {
        RecoverableCopy none = known(name, domains, Instant.EPOCH, errorBar);
        try {
            return database.pointInTimeRecovery()
                    .window()
                    .map(window -> known(none.name, none.domains, window.latest(), errorBar))
                    .orElseGet(() -> unknown(none.name, none.domains, "nothing of it can be recovered yet"));
        } catch (DrException failure) {
            return unknown(none.name, none.domains, "it cannot be asked: " + failure.problem());
        }
    }

    /** Like the other method of this name, with the database's clock and the host's taken for one. */
    public static RecoverableCopy of(String name, Collection<FailureDomain> domains, Database database) {
        return of(name, domains, database, Duration.ZERO);
    }

    /**
     * A copy whose latest restorable time is not known, or that has none.
     *
     * @param reason why, in lower case and without a final stop
     */
    public static RecoverableCopy unknown(String name, Collection<FailureDomain> domains, String reason) {
        return new RecoverableCopy(name, domains, null, Duration.ZERO, reason);
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns what the copy is lost with. */
    public List<FailureDomain> domains() {
        return domains;
    }

    /** Returns the latest restorable time, where it is known. */
    public Optional<Instant> latest() {
        return Optional.ofNullable(latest);
    }

    /** Returns how far the latest restorable time may be from the host's clock. */
    public Duration errorBar() {
        return errorBar;
    }

    /** Returns why the latest restorable time is not known; empty if it is. */
    public String reason() {
        return reason;
    }

    /** Returns why the copy may be lost with {@code lost}; empty if it is certain to survive. */
    Optional<String> lostWith(FailureDomain lost) {
        Optional<FailureDomain> hit = domains.stream().filter(lost::contains).findFirst();
        if (hit.isPresent()) {
            return Optional.of("it is lost with " + lost);
        }
        boolean saysSo = domains.stream().anyMatch(domain -> domain.kind().equals(lost.kind()));
        return saysSo ? Optional.empty() : Optional.of("it does not say which " + lost.kind() + " it is in");
    }

    @Override
    public String toString() {
        return name + " " + domains + (latest == null ? ": " + reason : " until " + latest);
    }
}
