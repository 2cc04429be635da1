package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.database.DatabaseStatus;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.DatabaseSeen;
import java.util.Optional;

/** Keeps what the provider says of the source. */
public final class LookAtDatabase extends BuiltIn<LookAtDatabase.Input, DatabaseSeen> {

    /** Makes the action. */
    public LookAtDatabase() {
        super("database-status", Input.class, DatabaseSeen.class);
    }

    /** Nothing to say. */
    public record Input() {}

    @Override
    public DatabaseSeen act(StepContext context, Input input) {
        DatabaseStatus status = context.database().status();
        return new DatabaseSeen(
                status.state(),
                status.role(),
                status.engineVersion(),
                status.systemIdentifier(),
                status.sizeBytes().isPresent() ? Optional.of(status.sizeBytes().getAsLong()) : Optional.empty(),
                status.warnings());
    }
}
