package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.Provenance;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CopyMade;
import java.util.Optional;

/** The databases that steps made, found again by name and key. */
public final class Copies {

    private Copies() {}

    /**
     * Opens a copy, in any process.
     *
     * @param source the database that it was made of
     * @throws DrException with {@code NOT_FOUND} if it is gone, {@code CONFLICT} if another database has its name
     */
    public static Database open(Database source, CopyMade made) {
        Database copy = Work.internal(source).made(made.name());
        boolean ours = copy.provenance()
                .map(origin -> origin.key().value())
                .filter(made.key()::equals)
                .isPresent();
        if (!ours) {
            copy.close();
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    "open " + made.name(),
                    "a database of that name is there, but another operation made it than " + made.key(),
                    failure -> failure.resource(made.address())
                            .hint("Look which of them the run means; the library touches neither."));
        }
        return copy;
    }

    /** Keeps what identifies a copy, and what its making proved. */
    static CopyMade describe(StepContext context, String name, Database copy) {
        Provenance origin = copy.provenance()
                .orElseThrow(() -> DrException.of(
                        ErrorCode.INTERNAL, context.stepId(), "the driver does not say how " + name + " was made"));
        origin.evidence().forEach(context::evidence);
        return new CopyMade(
                name,
                copy.address().toString(),
                origin.key().value(),
                origin.target(),
                origin.snapshotId(),
                origin.reachedLsn(),
                origin.differences(),
                origin.warnings());
    }

    /** Removes a copy; one that is gone already is as good as removed. */
    static String discard(StepContext context, CopyMade made) {
        Optional<Database> copy = find(context, made);
        if (copy.isEmpty()) {
            return made.name() + " was gone already";
        }
        try (Database present = copy.get()) {
            return Work.unlessMissing(() -> {
                        Work.finish(context, present.discard());
                        return made.name() + " was removed";
                    })
                    .orElse(made.name() + " was gone already");
        }
    }

    private static Optional<Database> find(StepContext context, CopyMade made) {
        return Work.settled(context, () -> Work.unlessMissing(() -> open(context.database(), made)));
    }
}
