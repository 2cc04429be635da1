package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.events.FlowProbe;
import com.datafly.signal.dr.events.FlowReport;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.FlowProbed;
import com.datafly.signal.dr.verify.Verdict;
import java.util.List;

/** Puts a marker in at the front and waits until it comes out. Repeated, it uses another one. */
public final class ProbeFlow extends BuiltIn<FlowInput, FlowProbed> {

    /** Makes the action. */
    public ProbeFlow() {
        super("probe-event-flow", FlowInput.class, FlowProbed.class);
    }

    @Override
    public FlowProbed act(StepContext context, FlowInput input) {
        EventStream stream = stream(context, input);
        FlowReport report = stream.flow().probe(input.probe(context.remaining()), context::secret);
        context.evidence(report.toCheckResult());
        if (report.verdict() != Verdict.PASSED) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    context.stepId(),
                    report.summary(),
                    failure -> failure.effect(report.entry() == Verdict.FAILED ? Effect.NONE : Effect.APPLIED)
                            .resource(stream.address().toString())
                            .detail("verdict", report.verdict())
                            .detail("marker", report.marker())
                            .hint("Look for the marker in the logs of what lies before the first place that it did"
                                    + " not come to."));
        }
        return FlowProbed.of(stream.address().toString(), report);
    }

    @Override
    public List<String> changes(StepContext context, FlowInput input) {
        return List.of("one marker is put into " + input.probe(input.deadline()).front() + ", and awaited at "
                + stream(context, input).address());
    }

    @Override
    public List<String> byHand(StepContext context, FlowInput input) {
        FlowProbe probe = input.probe(input.deadline());
        String bootstrap = stream(context, input).address().location();
        return List.of(
                "# put an event that you will know again into " + probe.front(),
                "kafka-console-consumer.sh --bootstrap-server " + bootstrap
                        + " --isolation-level read_committed --property print.headers=true --topic TOPIC"
                        + "  # until it comes out, in turn for "
                        + String.join(
                                ", ",
                                probe.hops().stream()
                                        .map(FlowProbe.Hop::toString)
                                        .toList()));
    }

    private static EventStream stream(StepContext context, FlowInput input) {
        return input.standby() ? context.standbyEvents() : context.events();
    }
}
