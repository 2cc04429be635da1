package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.rds.RestoreStage.Step;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** Says what became of a restore, by the copy's state and its tags. */
final class CopyStatus {

    /** A restore takes RDS ten minutes at the least, and mostly twenty or more. */
    private static final Duration LOOK = Duration.ofSeconds(90);

    private static final Duration LOOK_AT_CHANGES = Duration.ofSeconds(10);

    private CopyStatus() {}

    static OperationStatus of(DBInstance copy, OperationKey key) {
        String name = copy.dbInstanceIdentifier();
        String state = Instances.state(copy);
        RestoreStage stage = RestoreStage.of(copy.tagList());
        if (InstanceStates.isLeaving(state)) {
            return OperationStatus.failed(
                    failure(ErrorCode.CONFLICT, name, "it is being deleted", "Restore again under another name.", key));
        }
        if (stage.step() == Step.RESTORED) {
            return OperationStatus.succeeded(name);
        }
        Optional<String> remedy = InstanceStates.remedy(state);
        if (remedy.isPresent()) {
            return OperationStatus.failed(failure(
                    ErrorCode.FAILED_PRECONDITION,
                    name,
                    "RDS left the new instance in the state '" + state + "'",
                    remedy.get() + " Discard '" + name + "' first.",
                    key));
        }
        if (InstanceStates.isUsable(state)) {
            return OperationStatus.running().lookAgainAfter(LOOK_AT_CHANGES).needingCall();
        }
        if (InstanceStates.isPassing(state)) {
            return OperationStatus.running().lookAgainAfter(stage.step() == Step.RESTORING ? LOOK : LOOK_AT_CHANGES);
        }
        return OperationStatus.indeterminate(failure(
                ErrorCode.INDETERMINATE,
                name,
                "the new instance is in the state '" + state + "'",
                "Look at it in the console of RDS: it was stopped, or its state is one that this library does not know."
                        + " The restore goes on once it is available.",
                key));
    }

    /** Says that the tags by which a copy is known are not there any more. */
    static OperationStatus disowned(String name, OperationKey key) {
        return OperationStatus.indeterminate(failure(
                ErrorCode.INDETERMINATE,
                name,
                "there is an instance of that name, but without the tag " + RdsTags.OPERATION + " of this operation",
                "Find out who removed the tag: give it back, as " + RdsTags.OPERATION + " with the value " + key
                        + ", or remove the instance by hand.",
                key));
    }

    private static DrException failure(ErrorCode code, String name, String problem, String hint, OperationKey key) {
        return DrException.create(
                code,
                "restore " + name,
                problem,
                failure -> failure.effect(Effect.APPLIED).hint(hint).key(key));
    }
}
