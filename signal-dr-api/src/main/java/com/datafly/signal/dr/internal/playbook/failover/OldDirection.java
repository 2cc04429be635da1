package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.events.copy.CopiedOffsets;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.MirrorStopped;
import com.datafly.signal.dr.spi.ReplicationDriver;
import com.datafly.signal.dr.spi.ReplicationDriver.Syncs;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What copied from the old cluster to the new one. It must be still while events go back, whatever the names of their
 * topics are: what is written to the old cluster it copies, and what it copies would go back again.
 *
 * @param stoppedBy the host's step that stopped it, for where nobody can be asked
 */
record OldDirection(StepContext context, Optional<String> stoppedBy) {

    /** Refuses while it copies, may begin to, or nobody knows. */
    void requireStill() {
        Optional<MirrorTasks> tasks = ask();
        if (tasks.isEmpty()) {
            if (!isSaidToBeStopped()) {
                throw refusal("nobody can be asked whether " + route() + " is copied still", SAY_SO);
            }
            return;
        }
        List<String> unquiet = tasks.get().unquiet();
        if (!unquiet.isEmpty()) {
            throw refusal(
                    unquiet + " may copy " + route() + " still: both at once copy in a circle for ever",
                    "Pause or stop it first, and retry the step.");
        }
    }

    /**
     * Refuses if something was copied that had come back, whatever its tasks say. That both clusters have the same
     * event is written down too when copying goes on after the way back: that is no copy.
     *
     * @param before where the old cluster's own events end
     * @param copied what had come back before
     * @param from where to read on
     * @return where to read on next
     */
    long requireUntouched(OldEdges before, CopiedOffsets copied, long from) {
        Syncs written = OldEdges.syncs(context, from);
        ReplicationDriver driver = Clusters.link(context).driver();
        written.syncs().stream()
                .filter(sync -> sync.sourceOffset() >= before.ends().getOrDefault(sync.partition(), Long.MAX_VALUE))
                .filter(sync -> !isSame(sync, driver, copied))
                .findFirst()
                .ifPresent(sync -> {
                    throw refusal(
                            "something copies " + route() + " still: the event " + sync.partition() + "@"
                                    + sync.sourceOffset() + ", which came back, went over again",
                            "Stop it, wherever it runs. What it copied since stands in "
                                    + context.standbyEvents().address()
                                    + " twice: look at it before anything else is copied back.");
                });
        return written.next();
    }

    private static boolean isSame(OffsetSync sync, ReplicationDriver driver, CopiedOffsets copied) {
        PartitionId target = new PartitionId(
                driver.targetTopic(sync.partition().topic()), sync.partition().partition());
        OptionalLong back = copied.target(target, sync.targetOffset());
        return back.isPresent() && back.getAsLong() == sync.sourceOffset();
    }

    private static final String SAY_SO = "Give the standby the option that names what runs the copying, as"
            + " replication.connect; or stop it by a step that leaves a MirrorStopped, and name that step where this one"
            + " is defined.";

    private Optional<MirrorTasks> ask() {
        try {
            return MirrorTasks.find(context);
        } catch (DrException e) {
            if (Clusters.silent(e) && isSaidToBeStopped()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private boolean isSaidToBeStopped() {
        return stoppedBy
                .flatMap(step -> context.output(step, MirrorStopped.class))
                .isPresent();
    }

    private String route() {
        return context.events().address() + " to " + context.standbyEvents().address();
    }

    private DrException refusal(String problem, String hint) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION, context.stepId(), problem, failure -> failure.hint(hint));
    }
}
