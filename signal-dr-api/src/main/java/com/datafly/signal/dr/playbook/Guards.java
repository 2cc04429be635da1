package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.database.DatabaseRole;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.internal.playbook.guard.Deletions;
import com.datafly.signal.dr.internal.playbook.guard.Domains;
import com.datafly.signal.dr.internal.playbook.guard.Fence;
import com.datafly.signal.dr.internal.playbook.guard.Identity;
import com.datafly.signal.dr.internal.playbook.guard.Question;
import com.datafly.signal.dr.internal.playbook.guard.Standby;
import com.datafly.signal.dr.internal.playbook.guard.Verified;
import com.datafly.signal.dr.internal.playbook.guard.Windows;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The ready-made guards. Each says what it saw: what holds is {@link Verdict#PASSED}, what does not is
 * {@link Verdict#FAILED}; where nothing shows it is {@link Verdict#UNPROVEN}, and where it could not be asked
 * {@link Verdict#ERROR}, and neither lets a step go on.
 *
 * <p>A probe of the host's is code, so a playbook's definition holds its name alone.
 *
 * @since 0.1
 */
public final class Guards {

    private Guards() {}

    /**
     * The source is the database that is meant, by PostgreSQL's system identifier and its role, never by its name.
     * Unproven where the provider tells neither.
     */
    public static Guard databaseIdentity(String systemIdentifier, DatabaseRole role) {
        Map<String, String> parameters = Map.of(
                "systemIdentifier", requireNonNull(systemIdentifier, "systemIdentifier"),
                "role", role.name());
        return new Question(
                "database identity",
                GuardKind.IDENTITY,
                parameters,
                context -> Identity.look(context, systemIdentifier, role));
    }

    /**
     * The old primary takes no writes, by what the provider says of the source: it was stopped, or is a standby. That
     * it does not work, or cannot be reached, proves nothing. In a drill it is looked at but need not hold.
     */
    public static Guard oldPrimaryFenced() {
        return fenced("the provider's status", Fence::byStatus);
    }

    /**
     * The old primary takes no writes, by an attempt to connect as the application does: the login is refused, or the
     * server is in recovery. A wrong password, a default of read-only and a server that cannot be reached leave it
     * unproven. Sessions that were open before are not seen: end them. In a drill it is looked at but need not hold.
     *
     * @param application the old primary, with the application's own credential
     */
    public static Guard oldPrimaryFenced(DataSource application) {
        requireNonNull(application, "application");
        return fenced("a connection of the application", context -> Fence.byConnection(application));
    }

    /**
     * The old primary takes no writes, by a probe of the host's, as one that asks the power switch or the load
     * balancer. It must show that no write can be taken; not to have reached the server is unproven. In a drill it is
     * looked at but need not hold.
     *
     * @param probe the probe's name
     */
    public static Guard oldPrimaryFenced(String probe, Function<StepContext, GuardResult> look) {
        return fenced(requireNonNull(probe, "probe"), requireNonNull(look, "look"));
    }

    /**
     * A copy of the data lies where it is not lost with the rest, for each domain that is assumed to be lost. Unproven
     * where {@code copy} names no domain of that kind.
     *
     * @param copy where the copy lies, as in {@code host:backup1} and {@code region:aws:eu-central-1}
     */
    public static Guard copyInAnotherFailureDomain(Set<FailureDomain> copy, Set<FailureDomain> lost) {
        Set<FailureDomain> places = new LinkedHashSet<>(copy);
        Set<FailureDomain> gone = new LinkedHashSet<>(lost);
        return new Question(
                "copy in another failure domain",
                GuardKind.POLICY,
                Map.of("copy", sorted(places), "lost", sorted(gone)),
                context -> Domains.look(places, gone));
    }

    /**
     * Every removal of snapshots is frozen. Unproven where the database takes no annotations. A drill freezes nothing,
     * so there it need not hold.
     */
    public static Guard retentionFrozen() {
        return new Question("retention frozen", GuardKind.POLICY, Map.of(), Deletions::frozen).unlessDrill();
    }

    /**
     * A {@link Steps#planRetention} step would remove no more than {@code most} snapshots. Unproven before it has
     * planned, so it is a guard of the step that removes, not a precheck.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code most} is negative
     */
    public static Guard deletionCap(String planStep, int most) {
        if (most < 0) {
            throw invalid("the cap of deletions is " + most, "Use zero or more.");
        }
        return new Question(
                "deletion cap",
                GuardKind.POLICY,
                Map.of("planStep", planStep, "most", Integer.toString(most)),
                context -> Deletions.cap(context, planStep, most));
    }

    /**
     * The credential in use cannot delete the backups, as far as this library can tell: failed where it offers their
     * deletion, and else unproven, for the credential may do so by other means. So it never passes; only a
     * {@linkplain #credentialCannotDeleteBackups(String, Function) probe} can show that.
     */
    public static Guard credentialCannotDeleteBackups() {
        return new Question(
                "credential cannot delete backups",
                GuardKind.POLICY,
                Map.of("probe", "the provider's capabilities"),
                Deletions::credential);
    }

    /**
     * The credential in use cannot delete the backups, by a probe of the host's, as one that lets the provider simulate
     * the credential's permissions.
     *
     * @param probe the probe's name
     */
    public static Guard credentialCannotDeleteBackups(String probe, Function<StepContext, GuardResult> look) {
        return new Question(
                "credential cannot delete backups", GuardKind.POLICY, Map.of("probe", probe), requireNonNull(look));
    }

    /**
     * Some snapshot that can be restored was verified by a restore, and passed, no longer than {@code maxAge} ago.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code maxAge} is not positive
     */
    public static Guard verifiedSnapshot(Duration maxAge) {
        return new Question(
                "verified snapshot",
                GuardKind.FRESHNESS,
                Map.of("maxAge", requirePositive(maxAge)),
                context -> Verified.anySnapshot(context, maxAge));
    }

    /** Like {@link #verifiedSnapshot(Duration)}, of the very snapshot that a step of this run made or found. */
    public static Guard verifiedSnapshot(String snapshotStep, Duration maxAge) {
        return new Question(
                "verified snapshot",
                GuardKind.FRESHNESS,
                Map.of("snapshotStep", snapshotStep, "maxAge", requirePositive(maxAge)),
                context -> Verified.snapshot(context, snapshotStep, maxAge));
    }

    /** A verification of this run passed, and its verdict has not expired. */
    public static Guard verificationPassed(String verifyStep) {
        return new Question(
                "verification passed",
                GuardKind.FRESHNESS,
                Map.of("verifyStep", verifyStep),
                context -> Verified.verification(context, verifyStep));
    }

    /** The source can be recovered to {@code target} now. Unproven where the provider does not tell. */
    public static Guard restorableWindowCovers(RecoveryTarget target) {
        return new Question(
                "restorable window covers the target",
                GuardKind.CONDITION,
                Map.of("target", target.toString()),
                context -> Windows.look(context, target));
    }

    /**
     * The source's standby holds every commit, by what the provider shows: an RPO of zero. Unproven where the provider
     * tells nothing of standbys.
     */
    public static Guard standbyLosesNothing() {
        return new Question("standby loses nothing", GuardKind.POLICY, Map.of(), Standby::look);
    }

    /**
     * A guard of the host's own.
     *
     * @param parameters what it looks for, by name: part of the playbook's definition, never a secret
     * @param look what is asked; what it throws counts as {@link GuardResult#error}
     */
    public static Guard custom(
            String name, GuardKind kind, Map<String, String> parameters, Function<StepContext, GuardResult> look) {
        return new Question(
                requireNonNull(name, "name"), requireNonNull(kind, "kind"), parameters, requireNonNull(look, "look"));
    }

    /**
     * Says what a guard is lost with, as the host that its probe runs on: a plan refuses it where that is being
     * recovered, for it could not be asked when it matters.
     */
    public static Guard locatedIn(Guard guard, FailureDomain... domains) {
        Set<FailureDomain> places = new LinkedHashSet<>(guard.failureDomains());
        places.addAll(List.of(domains));
        Map<String, String> parameters = new LinkedHashMap<>(guard.parameters());
        parameters.put("locatedIn", sorted(places));
        return new Question(guard.name(), guard.kind(), parameters, places, guard::check);
    }

    private static Guard fenced(String probe, Function<StepContext, GuardResult> look) {
        return new Question("old primary fenced", GuardKind.FENCING, Map.of("probe", probe), look).unlessDrill();
    }

    private static String sorted(Set<FailureDomain> domains) {
        return domains.stream()
                .map(FailureDomain::toString)
                .collect(Collectors.toCollection(TreeSet::new))
                .toString();
    }

    private static String requirePositive(Duration maxAge) {
        if (maxAge.isNegative() || maxAge.isZero()) {
            throw invalid("maxAge is " + maxAge, "Say how old the proof may be, as in Duration.ofDays(7).");
        }
        return maxAge.toString();
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, "define a guard", problem, failure -> failure.hint(hint));
    }
}
