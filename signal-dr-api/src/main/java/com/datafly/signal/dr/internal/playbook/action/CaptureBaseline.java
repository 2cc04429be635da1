package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.BaselineCaptured;
import com.datafly.signal.dr.verify.Baseline;
import com.datafly.signal.dr.verify.BaselineOptions;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** Captures what the source holds. */
public final class CaptureBaseline extends BuiltIn<CaptureBaseline.Input, BaselineCaptured> {

    private final BaselineOptions options;

    /** Makes the action. */
    public CaptureBaseline(BaselineOptions options) {
        super("capture-baseline", Input.class, BaselineCaptured.class);
        this.options = options;
    }

    /**
     * What to capture.
     *
     * @param scope what the baseline covers, in words
     */
    public record Input(String scope) {}

    /** Describes the input of this action. */
    public Input input() {
        return new Input(options.toString());
    }

    @Override
    public BaselineCaptured act(StepContext context, Input input) {
        DataSource sql = context.database()
                .sql()
                .orElseThrow(() -> DrException.of(
                        ErrorCode.UNSUPPORTED, context.stepId(), "the provider gives no SQL access to the source"));
        return BaselineCaptured.of(Baseline.capture(sql, options));
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of(
                "locks the tables of " + context.database().address() + " against writers for some milliseconds");
    }

    @Override
    public Set<Capability> requires(Input input) {
        return Set.of(Capability.SQL);
    }
}
