package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.platform.rollout.Restart;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.platform.ConnectionConsumer;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import com.datafly.signal.dr.platform.PodHolding;
import com.datafly.signal.dr.platform.WorkloadId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The way back from any point of a switch: the former values first, the pods then, the marks last. Each part is done
 * only as far as it is needed, so it can be repeated after a crash at any point of itself. Not thread-safe.
 */
final class Restoration {

    private final Transaction switched;

    Restoration(Transaction switched) {
        this.switched = switched;
    }

    /**
     * Goes back.
     *
     * @throws DrException with {@code CONFLICT} if somebody else changed the values since, {@code FAILED_PRECONDITION}
     *     or {@code DEADLINE_EXCEEDED} if pods do not come up with the former values, {@code INTEGRITY_FAILED} if they
     *     do not hold them: the secret keeps its mark then
     */
    void run() {
        LiveSecret live = switched.live();
        if (!switched.isOurs(live) && switched.hasFormer(live) && isEverywhere(live)) {
            return;
        }
        OperationKey key = switched.change(this::bringBack);
        Prover prover = new Prover(switched, Newcomers.since(key.value()), this::requireReturning);
        new Restarter(switched, key, this::requireReturning).restart(outdated(prover.look(), key));
        prove(prover.await());
        switched.change(this::clear);
    }

    /** Tells whether all pods hold the former values, nothing being marked: an undo before this one came to its end. */
    private boolean isEverywhere(LiveSecret live) {
        Newcomers newcomers = Newcomers.since(switched.context().key().value());
        Proof proof = new Prover(switched, newcomers, () -> live).look();
        return proof.wrong().isEmpty();
    }

    /** Lets the secret have the former values, and returns the key that it is marked with. */
    private OperationKey bringBack(LiveSecret live) {
        boolean ours = switched.isOurs(live);
        if (ours && live.marks().state() == SwitchState.RETURNING && switched.hasFormer(live)) {
            return new OperationKey(live.marks().changedBy());
        }
        if (!switched.hasFormer(live) && !(ours && switched.hasNewer(live)) && !switched.isRemade(live)) {
            throw switched.conflict(
                    Effect.NONE,
                    "its values are neither the former nor the new ones of this switch: somebody changed them since",
                    "Decide which values are right. If those that it has now are, give this undo up; the former ones"
                            + " are kept, encrypted, in secret/"
                            + switched.prepared().backup() + ".");
        }
        SwitchValues kept = switched.backup().read(switched.key());
        OperationKey key = switched.context().key();
        live.change(kept.former(), switched.marks(SwitchState.RETURNING, key.value()));
        return key;
    }

    private LiveSecret clear(LiveSecret live) {
        requireReturning(live).clear();
        return live;
    }

    private LiveSecret requireReturning() {
        return requireReturning(switched.live());
    }

    private LiveSecret requireReturning(LiveSecret live) {
        if (switched.isOurs(live) && live.marks().state() == SwitchState.RETURNING && switched.hasFormer(live)) {
            return live;
        }
        throw switched.conflict(
                Effect.APPLIED,
                "it was changed while its former values were brought back to the pods",
                "Look at its owners " + live.markedOwners() + ", and repeat the undo.");
    }

    /** Pods may be new that nobody restarted, as after a crash; and old ones are left alone where that is seen. */
    private List<Consumer> outdated(Proof proof, OperationKey key) {
        Set<WorkloadId> sound = proof.held().consumers().stream()
                .filter(consumer -> consumer.pods().stream().allMatch(pod -> pod.state() == PodHolding.State.CURRENT))
                .map(ConnectionConsumer::workload)
                .collect(Collectors.toSet());
        return switched.consumers().workloads().stream()
                .filter(consumer -> !sound.contains(consumer.id()) || Restart.isDone(consumer.workload(), key))
                .toList();
    }

    private void prove(Proof proof) {
        proof.tell(switched.context());
        if (proof.wrong().isEmpty()) {
            return;
        }
        throw DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                switched.context().stepId(),
                proof.wrong().size() + " pods do not hold the former values of secret/"
                        + switched.prepared().secret() + ": " + proof.wrong(),
                failure -> failure.effect(Effect.APPLIED)
                        .hint(proof.remedies()
                                + "Wait until they have ended, or restart them, and repeat the undo; a pod"
                                + " that reads a file and is replaced counts only while the undo waits."));
    }
}
