package com.datafly.signal.dr.internal.program;

import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.TerraformOutputs;
import java.util.List;

/** Reads what a configuration of Terraform gives to others. */
public final class ReadTerraform extends BuiltIn<TerraformInput, TerraformOutputs> {

    /** The action's name in definitions. */
    static final String NAME = "terraform-output";

    /** Makes the action. */
    public ReadTerraform() {
        super(NAME, TerraformInput.class, TerraformOutputs.class);
    }

    @Override
    public TerraformOutputs act(StepContext context, TerraformInput input) {
        TerraformCalls calls = new TerraformCalls(context, input);
        calls.init();
        return calls.outputs();
    }

    @Override
    public List<String> byHand(StepContext context, TerraformInput input) {
        List<String> lines = TerraformByHand.apply(input);
        return List.of(lines.get(0), lines.get(lines.size() - 1));
    }
}
