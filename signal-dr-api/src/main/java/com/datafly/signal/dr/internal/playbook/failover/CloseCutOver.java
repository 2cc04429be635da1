package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CutOver;
import com.datafly.signal.dr.playbook.step.Done;
import java.util.List;
import java.util.Optional;

/** Ends a cut-over: everything is back, or stays where it is. Without one there is nothing to end. */
public final class CloseCutOver extends BuiltIn<CloseCutOver.Input, Done> {

    /** Makes the action. */
    public CloseCutOver() {
        super("close-cut-over", Input.class, Done.class);
    }

    /** Nothing to say. */
    public record Input() {}

    @Override
    public Done act(StepContext context, Input input) {
        CutOvers cutOvers = CutOvers.at(context);
        Optional<CutOver> open = cutOvers.open();
        open.ifPresent(cut -> cutOvers.close(context, cut));
        return new Done(open.map(cut -> "the cut-over of the run " + cut.run() + " is ended")
                .orElse("no cut-over is open"));
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("ends the cut-over to " + context.standbyEvents().address());
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("# throw the offsets of the cut-over away: nobody goes back by them any more");
    }
}
