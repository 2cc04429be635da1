package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.SnapshotSeen;
import java.util.Optional;

/** The two things that keep snapshots: a hold on one, a freeze of all removals. Each carries one reason at a time. */
enum Protections {
    /** A hold on one snapshot. */
    HOLD {
        @Override
        String subject(StepContext context, String step) {
            SnapshotSeen seen = Outputs.require(context, step, SnapshotSeen.class);
            StoredSnapshot.of(context, seen).require();
            return seen.id();
        }

        @Override
        Optional<String> reason(StepContext context, String subject) {
            return StoredSnapshot.find(context, subject).flatMap(Snapshot::hold);
        }

        @Override
        void set(Database database, String subject, String reason) {
            database.retention().hold(subject, reason);
        }

        @Override
        void end(Database database, String subject) {
            database.retention().release(subject);
        }
    },
    /** The freeze of all removals. */
    FREEZE {
        @Override
        String subject(StepContext context, String step) {
            return context.database().address().toString();
        }

        @Override
        Optional<String> reason(StepContext context, String subject) {
            return context.database().retention().frozen();
        }

        @Override
        void set(Database database, String subject, String reason) {
            database.retention().freeze(reason);
        }

        @Override
        void end(Database database, String subject) {
            database.retention().unfreeze();
        }
    };

    /** Returns what is protected: a snapshot's id, or the database's address. */
    abstract String subject(StepContext context, String step);

    /** Returns the reason that is noted now. */
    abstract Optional<String> reason(StepContext context, String subject);

    abstract void set(Database database, String subject, String reason);

    abstract void end(Database database, String subject);
}
