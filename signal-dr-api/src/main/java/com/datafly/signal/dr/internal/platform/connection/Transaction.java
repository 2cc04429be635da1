package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.internal.platform.DefaultPlatform;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ConnectionPrepared;
import com.datafly.signal.dr.playbook.step.SwitchTerms;
import java.util.function.Function;

/** A switch that was prepared, as each of its steps finds it. Not thread-safe. */
final class Transaction {

    private static final int ATTEMPTS = 10;

    private final StepContext context;
    private final PlatformResource resource;
    private final ConnectionPrepared prepared;
    private final BackupKey key;

    private Transaction(StepContext context, ConnectionPrepared prepared) {
        this.context = context;
        this.resource = resource(context);
        this.prepared = prepared;
        this.key = BackupKey.of(context.secret(prepared.encryptionKey()));
    }

    /** Takes up the switch that a step prepared. */
    static Transaction of(StepContext context, ConnectionPrepared prepared) {
        return new Transaction(context, prepared);
    }

    /** Takes up the switch that an earlier step prepared. */
    static Transaction of(StepContext context, String prepareStep) {
        return of(context, output(context, prepareStep, ConnectionPrepared.class));
    }

    /** Returns what an earlier step left. */
    static <T> T output(StepContext context, String step, Class<T> type) {
        return context.output(step, type)
                .orElseThrow(() -> DrException.of(
                        ErrorCode.FAILED_PRECONDITION, context.stepId(), "step '" + step + "' has not succeeded"));
    }

    static PlatformResource resource(StepContext context) {
        return ((DefaultPlatform) context.platform()).resource();
    }

    StepContext context() {
        return context;
    }

    PlatformResource resource() {
        return resource;
    }

    ConnectionPrepared prepared() {
        return prepared;
    }

    SwitchTerms terms() {
        return prepared.terms();
    }

    BackupKey key() {
        return key;
    }

    Backup backup() {
        return new Backup(resource, prepared.backup(), prepared.secret());
    }

    LiveSecret live() {
        return LiveSecret.read(resource, prepared.secret());
    }

    /** Finds all that uses the secret now. */
    Consumers consumers() {
        return Consumers.find(resource, prepared.secret(), prepared.keys());
    }

    /** Tells whether the secret is marked by this switch, whichever attempt made it. */
    boolean isOurs(LiveSecret live) {
        return live.marks().backup().equals(prepared.backup());
    }

    /**
     * Tells whether somebody made the secret anew with the new values, which took the marks along: a hook of Helm does
     * so, once the values of its release lead there.
     */
    boolean isRemade(LiveSecret live) {
        return live.marks().state() == SwitchState.CLEAN && hasNewer(live);
    }

    boolean hasFormer(LiveSecret live) {
        return print(live).equals(prepared.former());
    }

    boolean hasNewer(LiveSecret live) {
        return print(live).equals(prepared.newer());
    }

    private String print(LiveSecret live) {
        return key.fingerprint(live.values(prepared.keys()));
    }

    /** Returns the marks of this switch in a state. */
    Marks marks(SwitchState state, String changedBy) {
        return new Marks(state, changedBy, prepared.backup(), prepared.former() + " " + prepared.newer());
    }

    /**
     * Decides on a change and makes it, and decides again if somebody else changed the secret in between: what they
     * changed need not be of ours.
     *
     * @param decision throws {@code CONFLICT} if it is not to be changed at all
     */
    <T> T change(Function<LiveSecret, T> decision) {
        for (int attempt = 1; ; attempt++) {
            LiveSecret live = live();
            try {
                return decision.apply(live);
            } catch (DrException e) {
                boolean stale = e.code() == ErrorCode.CONFLICT && !live.isVersion(live());
                if (!stale || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Reads the secret, and refuses to go on unless it has the new values by this switch. */
    LiveSecret requireSwitched() {
        return requireSwitched(live());
    }

    /** Refuses to go on unless the secret has the new values by this switch. */
    LiveSecret requireSwitched(LiveSecret live) {
        if (isOurs(live) && live.marks().state() != SwitchState.RETURNING && hasNewer(live)) {
            return live;
        }
        throw conflict(
                Effect.APPLIED,
                isOurs(live) && hasFormer(live)
                        ? "somebody wrote the former values over the new ones"
                        : "it was changed since it was switched",
                "Look at its owners " + live.markedOwners() + ": let their own source have the new values. Then cancel"
                        + " this run with an undo, and switch again.");
    }

    /**
     * Refuses a key that opens nothing: by it no values are known again, and nobody is to be blamed for a change.
     *
     * @throws DrException with {@code INTEGRITY_FAILED}
     */
    void requireKey() {
        if (backup().isThere()) {
            backup().read(key);
        }
    }

    /** Says that the secret is not as it should be, once it is sure that this can be told. */
    DrException conflict(Effect effect, String problem, String hint) {
        requireKey();
        return DrException.create(
                ErrorCode.CONFLICT,
                context.stepId() + ": secret/" + prepared.secret(),
                problem,
                failure -> failure.effect(effect)
                        .resource(resource.address().toString())
                        .key(context.key())
                        .hint(hint));
    }
}
