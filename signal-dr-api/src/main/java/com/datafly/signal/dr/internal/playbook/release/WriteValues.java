package com.datafly.signal.dr.internal.playbook.release;

import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ValuesWritten;
import java.nio.file.Path;
import java.util.List;

/** Writes a release's values to a plain file. */
public final class WriteValues extends BuiltIn<WriteValues.Input, ValuesWritten> {

    /** Makes the action. */
    public WriteValues() {
        super("write-values", Input.class, ValuesWritten.class);
    }

    /**
     * What to write where.
     *
     * @param release the release's name
     * @param folder the folder
     */
    public record Input(String release, String folder) {}

    @Override
    public ValuesWritten act(StepContext context, Input input) {
        return new ValuesWritten(context.platform()
                .releases()
                .writeValues(input.release(), Path.of(input.folder()))
                .toString());
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of(
                "writes the values of " + input.release() + ", with their passwords, to a file in " + input.folder());
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("helm get values " + input.release() + " -n "
                + context.platform().address().location() + " -o yaml > values-backup-$(date +%Y%m%d).yaml");
    }
}
