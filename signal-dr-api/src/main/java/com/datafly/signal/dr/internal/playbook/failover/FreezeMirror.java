package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.MirrorFrozen;
import com.datafly.signal.dr.spi.ReplicationDriver;
import java.util.List;

/**
 * Tells the copying software to stop, and does not wait for that: with a lost source it takes longer than the failover.
 * What it still copies harms nobody, for it only adds events behind where the groups are sent.
 */
public final class FreezeMirror extends BuiltIn<FreezeMirror.Input, MirrorFrozen> {

    /** Makes the action. */
    public FreezeMirror() {
        super("freeze-mirror", Input.class, MirrorFrozen.class);
    }

    /** Nothing to say. */
    public record Input() {}

    @Override
    public MirrorFrozen act(StepContext context, Input input) {
        try {
            driver(context).pause();
            return new MirrorFrozen(true, "it was told to pause");
        } catch (DrException e) {
            if (e.code() == ErrorCode.UNSUPPORTED || Clusters.silent(e)) {
                return new MirrorFrozen(false, e.problem());
            }
            throw e;
        }
    }

    @Override
    public Sighting<MirrorFrozen> find(StepContext context, Input input) {
        return Sighting.notStarted("to tell it again is harmless");
    }

    @Override
    public void undo(StepContext context, Input input, MirrorFrozen output) {
        if (output.told()) {
            driver(context).resume();
        }
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("pauses what copies " + context.events().address() + " to "
                + context.standbyEvents().address());
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("# pause MirrorMaker's connectors: PUT /connectors/NAME/pause at Kafka Connect, or stop its"
                + " process; do not wait for that");
    }

    private static ReplicationDriver driver(StepContext context) {
        return Clusters.link(context).driver();
    }
}
