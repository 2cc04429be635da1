package com.datafly.signal.dr.internal.playbook.workload;

import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ImagesRecorded;
import java.util.List;
import java.util.Map;

/** Keeps which images run, by digest. */
public final class RecordImages extends BuiltIn<RecordImages.Input, ImagesRecorded> {

    /** Makes the action. */
    public RecordImages() {
        super("record-images", Input.class, ImagesRecorded.class);
    }

    /**
     * Which pods.
     *
     * @param labels the labels of the pods that are meant; none for all of them
     */
    public record Input(Map<String, String> labels) {}

    @Override
    public ImagesRecorded act(StepContext context, Input input) {
        return ImagesRecorded.of(context.platform().images().inUse(input.labels()));
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of(Kubectl.of(context).images());
    }
}
