package com.datafly.signal.dr.internal.platform.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.platform.ChartSource;
import com.datafly.signal.dr.platform.ReleaseBundle;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.datafly.signal.dr.spi.ReleaseExecutor;
import com.datafly.signal.dr.spi.ReleaseOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Changes releases: looks before, lets the software act once, and tells by what the platform keeps what happened. */
final class ReleaseDeployments {

    private final ReleaseReads reads;
    private final Outcomes outcomes;
    private final PlatformResource platform;

    ReleaseDeployments(ReleaseReads reads) {
        this.reads = reads;
        this.outcomes = new Outcomes(reads);
        this.platform = reads.platform();
    }

    StoredRelease upgrade(ReleaseChange change) {
        String operation = "upgrade the release " + change.release();
        Optional<StoredRelease> begun = outcomes.find(change.release(), change.key());
        if (begun.isPresent()) {
            return settled(operation, change, begun.get());
        }
        requireFree(operation, change, change.base());
        try (StoredRelease current = stored(change.release());
                ScratchFolder scratch = ScratchFolder.create()) {
            ReleaseJson former = ReleaseReads.json(current);
            ChartSource chart = change.chart().orElseGet(() -> {
                StoredChart kept = new StoredChart(change.release(), former);
                kept.requireWhole(operation);
                return ChartSource.path(kept.write(scratch));
            });
            return deploy(operation, change, new Source(chart, Optional.of(former)), ReleaseExecutor::upgrade);
        }
    }

    StoredRelease install(ReleaseChange change) {
        String operation = "install the release " + change.release();
        ChartSource chart = change.chart()
                .orElseThrow(() -> platform.refusal(
                        ErrorCode.INVALID_ARGUMENT, operation, "no chart is given", "Say where the chart is."));
        return begunInstall(operation, change)
                .orElseGet(
                        () -> deploy(operation, change, new Source(chart, Optional.empty()), ReleaseExecutor::install));
    }

    StoredRelease reinstall(ReleaseBundle bundle, ReleaseChange change) {
        String operation = "install the release " + change.release() + " from "
                + bundle.facts().key();
        return begunInstall(operation, change).orElseGet(() -> {
            try (ScratchFolder scratch = ScratchFolder.create()) {
                ReleaseJson former = ReleaseReads.json(bundle.content().release());
                ChartSource chart = change.chart().orElseGet(() -> chart(operation, bundle, former, scratch));
                return deploy(operation, change, new Source(chart, Optional.of(former)), ReleaseExecutor::install);
            }
        });
    }

    StoredRelease rollBack(ReleaseChange change, int toRevision) {
        String operation = "roll the release " + change.release() + " back to revision " + toRevision;
        int base = change.base()
                .orElseThrow(() -> platform.refusal(
                        ErrorCode.INVALID_ARGUMENT,
                        operation,
                        "no base is given",
                        "Say by ReleaseChange.Builder.base which revision is rolled back."));
        int from = afterFailed(change.release(), base);
        Optional<StoredRelease> begun = rolledBack(change.release(), from, toRevision);
        if (begun.isPresent()) {
            return settled(operation, change, begun.get());
        }
        requireFree(operation, change, OptionalInt.of(from));
        requireUsable(operation, change.release(), toRevision);
        DrException failure = attempt(
                operation, change, executor -> executor.rollBack(change.release(), toRevision, patience(change)));
        Optional<StoredRelease> made =
                afterwards(operation, change, () -> failedOrRolledBack(change.release(), from, toRevision));
        if (failure != null && made.filter(one -> one.status() == Status.FAILED).isPresent()) {
            throw applied(
                    failure,
                    made.get(),
                    "Parts of both revisions may be there. Mend what it says and try the same again, or type: helm"
                            + " rollback " + change.release() + " " + toRevision + " -n "
                            + platform.address().location());
        }
        return concluded(operation, change, failure, made);
    }

    /** Passes over attempts that failed, our own earlier ones among them: they left nothing to be rolled back to. */
    private int afterFailed(String release, int base) {
        int from = base;
        for (StoredRelease one : reads.revisions(release)) {
            if (one.revision() == from + 1 && one.status() == Status.FAILED) {
                from = one.revision();
            }
        }
        return from;
    }

    /** The software may have needed more than one attempt: what counts is the last. */
    private Optional<StoredRelease> failedOrRolledBack(String release, int from, int toRevision) {
        int last = afterFailed(release, from);
        return rolledBack(release, last, toRevision)
                .or(() -> reads.revisions(release).stream()
                        .filter(one -> last > from && one.revision() == last)
                        .findFirst());
    }

    void uninstall(ReleaseChange change) {
        String operation = "remove the release " + change.release();
        if (reads.revisions(change.release()).isEmpty()) {
            return;
        }
        DrException failure =
                attempt(operation, change, executor -> executor.uninstall(change.release(), patience(change)));
        if (failure != null
                && !afterwards(
                        operation,
                        change,
                        () -> reads.revisions(change.release()).isEmpty())) {
            throw failure;
        }
    }

    /** What is deployed, and what its values go on from. */
    private record Source(ChartSource chart, Optional<ReleaseJson> former) {}

    private StoredRelease deploy(
            String operation, ReleaseChange change, Source source, BiConsumer<ReleaseExecutor, ReleaseOrder> call) {
        try (SuppliedValues values = SuppliedValues.of(change, source.former())) {
            ReleaseOrder order = new ReleaseOrder(
                    change.release(), source.chart(), values.documents(), change.key(), patience(change));
            DrException failure = attempt(operation, change, executor -> call.accept(executor, order));
            Optional<StoredRelease> made =
                    afterwards(operation, change, () -> outcomes.find(change.release(), change.key()));
            return concluded(operation, change, failure, made);
        }
    }

    /** Tells what came of an attempt that has ended: nobody is at work on its revision any more. */
    private StoredRelease concluded(
            String operation, ReleaseChange change, @Nullable DrException failure, Optional<StoredRelease> made) {
        if (made.isEmpty()) {
            throw failure == null ? unseen(operation, change) : failure;
        }
        StoredRelease revision = made.get();
        if (failure != null && revision.status() == Status.FAILED) {
            throw applied(failure, revision, failure.hint().orElse("Look at the release's history."));
        }
        if (failure != null && revision.status().pending()) {
            throw Outcomes.left(failure, revision);
        }
        return settled(operation, change, revision);
    }

    private StoredRelease settled(String operation, ReleaseChange change, StoredRelease made) {
        return afterwards(operation, change, () -> outcomes.settled(operation, made, change.within()));
    }

    /** Looks after something was done: a look that fails must not be taken for nothing having happened. */
    private <T> T afterwards(String operation, ReleaseChange change, Supplier<T> look) {
        try {
            return look.get();
        } catch (DrException e) {
            if (e.effect() != Effect.NONE) {
                throw e;
            }
            throw DrException.create(
                    ErrorCode.INDETERMINATE,
                    operation,
                    "the platform cannot be asked what became of it: " + e.problem(),
                    failure -> failure.effect(Effect.UNKNOWN)
                            .key(change.key())
                            .resource(platform.address().toString())
                            .hint("Once it answers, make the same change again with the same key.")
                            .cause(e));
        }
    }

    /** Lets the software act, and returns why it failed if something may have happened nevertheless. */
    private @Nullable DrException attempt(String operation, ReleaseChange change, Consumer<ReleaseExecutor> call) {
        try {
            platform.deploy(operation, change.key(), executor -> {
                call.accept(executor);
                return true;
            });
            return null;
        } catch (DrException e) {
            if (e.effect() == Effect.NONE) {
                throw e;
            }
            return e;
        }
    }

    private Optional<StoredRelease> begunInstall(String operation, ReleaseChange change) {
        List<StoredRelease> revisions = reads.revisions(change.release());
        if (revisions.isEmpty()) {
            return Optional.empty();
        }
        StoredRelease begun = outcomes.find(change.release(), change.key())
                .orElseThrow(() -> platform.refusal(
                        ErrorCode.ALREADY_EXISTS,
                        operation,
                        "there is one of that name, "
                                + Outcomes.words(
                                        revisions.get(revisions.size() - 1).status()),
                        "Upgrade it, or uninstall it first."));
        return Optional.of(settled(operation, change, begun));
    }

    private ChartSource chart(String operation, ReleaseBundle bundle, ReleaseJson former, ScratchFolder scratch) {
        Optional<byte[]> archive = bundle.chart();
        if (archive.isPresent()) {
            scratch.write("chart.tgz", archive.get());
            return ChartSource.path(scratch.path("chart.tgz"));
        }
        StoredChart kept = new StoredChart(bundle.facts().release(), former);
        kept.requireWhole(operation);
        return ChartSource.path(kept.write(scratch));
    }

    /** Looks for the revision after {@code base}, if it is a rollback to {@code toRevision}. */
    Optional<StoredRelease> rolledBack(String release, int base, int toRevision) {
        return reads.revisions(release).stream()
                .filter(one -> one.revision() == base + 1)
                .filter(one -> reads.described(one)
                        .description()
                        .filter(("Rollback to " + toRevision)::equals)
                        .isPresent())
                .map(outcomes::judged)
                .findFirst();
    }

    private void requireUsable(String operation, String release, int toRevision) {
        Status status = reads.revisions(release).stream()
                .filter(one -> one.revision() == toRevision)
                .findFirst()
                .orElseThrow(() -> platform.refusal(
                        ErrorCode.NOT_FOUND, operation, "there is no such revision", "Look at Releases.history."))
                .status();
        if (status != Status.SUPERSEDED && status != Status.DEPLOYED) {
            throw platform.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "that revision never ran as it was meant to, it is " + Outcomes.words(status),
                    "Choose one of Releases.history that was deployed.");
        }
    }

    /** Refuses to act on another revision than was meant, or while somebody else acts. */
    private void requireFree(String operation, ReleaseChange change, OptionalInt base) {
        List<StoredRelease> revisions = reads.required(change.release());
        StoredRelease newest = revisions.get(revisions.size() - 1);
        if (newest.status().pending()) {
            throw platform.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "another operation is in progress: revision " + newest.revision() + " is "
                            + Outcomes.words(newest.status()),
                    "Wait for its end. If its runner has died, call Releases.unlock, then roll back or upgrade.");
        }
        if (base.isPresent() && base.getAsInt() != newest.revision()) {
            throw platform.refusal(
                    ErrorCode.CONFLICT,
                    operation,
                    "the newest revision is " + newest.revision() + ", the change was meant for " + base.getAsInt(),
                    "Look at what changed since, and decide anew.");
        }
    }

    private StoredRelease stored(String release) {
        return reads.stored(release, reads.current(release).revision());
    }

    private static DrException applied(DrException failure, StoredRelease made, String hint) {
        return DrException.create(
                failure.code(),
                failure.operation(),
                failure.problem() + "; revision " + made.revision() + " is failed",
                more -> {
                    more.effect(Effect.APPLIED).cause(failure).hint(hint);
                    failure.resource().ifPresent(more::resource);
                    failure.key().ifPresent(more::key);
                });
    }

    private DrException unseen(String operation, ReleaseChange change) {
        return DrException.create(
                ErrorCode.INDETERMINATE,
                operation,
                "the software reports success, but the platform keeps no such revision",
                failure -> failure.effect(Effect.UNKNOWN)
                        .key(change.key())
                        .resource(platform.address().toString())
                        .hint("Let it keep releases in Secrets or ConfigMaps of the namespace: look at HELM_DRIVER."));
    }

    private static ReleaseOrder.Patience patience(ReleaseChange change) {
        return new ReleaseOrder.Patience(change.within(), change.untilReady());
    }
}
