package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.FailurePolicy;
import com.datafly.signal.dr.playbook.Join;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.util.List;

/** Playbooks that have a step of every kind. */
final class EveryKind {

    /** The steps that have an effect at the provider. */
    static final List<String> EFFECTS = List.of("announce", "copy-a", "copy-b", "cutover", "pick", "snapshot");

    private EveryKind() {}

    /**
     * Pure, reversible, parallel, an ANY join, custom outputs, an approval, a point of no return, and what is behind
     * it.
     */
    static Playbook forward(CountingProvider provider) {
        return Playbook.define(
                "every-kind",
                p -> p.concurrency("fake", 2)
                        .step(read("look", "look").with(step -> step.kind(StepKind.PURE)))
                        .step(make(provider, "snapshot").after("look"))
                        .step(make(provider, "copy-a").after("snapshot"))
                        .step(make(provider, "copy-b").after("snapshot"))
                        .step(make(provider, "pick")
                                .with(step -> step.after("copy-a", "copy-b").join(Join.ANY)))
                        .step(readOf("verify", "pick").after("pick"))
                        .step(make(provider, "cutover")
                                .with(step -> step.after("verify", "copy-a", "copy-b")
                                        .kind(StepKind.POINT_OF_NO_RETURN)
                                        .approval(ApprovalGate.of(
                                                gate -> gate.quorum(2).from("ann", "bob", "cid")))))
                        .step(make(provider, "announce").after("cutover")));
    }

    /** Steps that are all taken back, because the last one fails. */
    static Playbook backward(CountingProvider provider) {
        return Playbook.define(
                "every-undo",
                p -> p.onFailure(FailurePolicy.UNDO)
                        .step(make(provider, "snapshot"))
                        .step(make(provider, "copy-a").after("snapshot"))
                        .step(make(provider, "copy-b").after("snapshot"))
                        .step(Step.of(
                                "fail",
                                new ReadWork("fail", context -> {
                                    throw new IllegalStateException("as it was meant to");
                                }),
                                new ReadWork.Input(""),
                                step -> step.kind(StepKind.PURE).after("copy-a", "copy-b"))));
    }

    /** Steps in a row, each with an effect. */
    static Playbook row(CountingProvider provider, String... ids) {
        return Playbook.define("a-row", p -> {
            String before = "";
            for (String id : ids) {
                Step step = make(provider, id);
                p.step(before.isEmpty() ? step : step.after(before));
                before = id;
            }
        });
    }

    static Step make(CountingProvider provider, String id) {
        return Step.of(
                id, new CountedWork(provider), new CountedWork.Input("the " + id), step -> step.provider("fake"));
    }

    static Step read(String id, String seen) {
        return Step.of(id, new ReadWork(id, context -> seen), new ReadWork.Input(""), step -> step.kind(StepKind.PURE));
    }

    /** Looks at what another step gave, which a new process has from the journal alone. */
    private static Step readOf(String id, String other) {
        ReadWork work = new ReadWork(id, context -> {
            String what = context.output(other, CountedWork.Output.class)
                    .orElseThrow()
                    .what();
            context.evidence(CheckResult.of("content", Verdict.PASSED, what + " is as it should be"));
            return what;
        });
        return Step.of(id, work, new ReadWork.Input(other), step -> step.kind(StepKind.PURE));
    }
}
