package com.datafly.signal.dr.internal.playbook.release;

import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ReleaseRecorded;
import java.util.List;

/** Reads a release's history. */
public final class RecordRelease extends BuiltIn<RecordRelease.Input, ReleaseRecorded> {

    /** Makes the action. */
    public RecordRelease() {
        super("record-release", Input.class, ReleaseRecorded.class);
    }

    /**
     * What to read.
     *
     * @param release the release's name
     */
    public record Input(String release) {}

    @Override
    public ReleaseRecorded act(StepContext context, Input input) {
        return ReleaseRecorded.of(context.platform().releases().history(input.release()));
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("helm history " + input.release() + " -n "
                + context.platform().address().location());
    }
}
