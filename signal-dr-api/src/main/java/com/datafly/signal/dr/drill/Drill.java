package com.datafly.signal.dr.drill;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.internal.drill.DefaultDrill;
import com.datafly.signal.dr.operation.ProgressListener;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.CanaryWriter;
import com.datafly.signal.dr.verify.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * A rehearsal: recovers a database beside itself, verifies the copy, measures RPO and RTO against the objectives, and
 * removes the copy.
 *
 * <p>Defaults: the latest recoverable point; no checks beyond the restore's own evidence, so that the verdict is
 * UNPROVEN until a check that reads data is added; no canary, so that the RPO is UNPROVEN, except for the restore of a
 * snapshot, which says nothing of the RPO and leaves it out; detection, declaration and approval not measured, so that
 * the RTO is UNPROVEN until {@link #before} gives them; the copy is removed. Immutable: each method returns a new
 * description.
 *
 * @since 0.1
 */
public sealed interface Drill permits DefaultDrill {

    /** Sets the point to recover to. */
    Drill to(RecoveryTarget target);

    /** Sets what is checked on the copy. */
    Drill verify(Verification verification);

    /** Measures the achieved RPO by the rows that {@code canary} wrote, back from the disruption. */
    Drill canary(CanaryWriter canary);

    /**
     * Sets when the data was last good, by the database's clock: the instant from which the RPO counts back. By default
     * it is the drill's start.
     */
    Drill disruption(Instant disruption);

    /**
     * Sets how long it took until somebody noticed, declared the incident, and approved the recovery. In a drill that
     * nobody had to be woken for, that is zero, and the report says so.
     */
    Drill before(Duration detect, Duration declare, Duration approve);

    /** Names the copy; by default the name is made of the drill's start. */
    Drill as(String name);

    /** Puts what went before the recovery into the report: the phases that led to it, facts, warnings. */
    Drill background(Consumer<Report.Builder> background);

    /** Keeps the copy running instead of removing it. */
    Drill keepCopy();

    /** Registers a listener for the progress of the recovery and of the checks. */
    Drill onProgress(ProgressListener listener);

    /**
     * Recovers, verifies, measures, removes the copy, and notes the verdict of the verification on the snapshot that
     * was restored. A recovery or a check that fails is a result, not an exception: the report says so. Each run is a
     * drill of its own. A copy that cannot be removed is a warning of the report.
     *
     * @throws DrException with {@code CANCELLED} when the thread was interrupted: the copy is removed first, unless it
     *     is to be kept, but a recovery that was still going on goes on under the key of the exception, and no verdict
     *     is noted; {@code INVALID_ARGUMENT} for a bad name, before anything happens
     */
    Report run();
}
