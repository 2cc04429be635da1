package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.StepState;
import java.util.Optional;

/** Shows a ledger. */
final class StatusView {

    /** What the first block of a journal that broke off means. */
    static final String NOT_BEGUN = "it was never begun: its first records did not all reach the journal";

    private StatusView() {}

    /** Returns where a run stands; {@code lost} says why this process does no more for it, where it does not. */
    static RunStatus of(Ledger ledger, Optional<String> lost) {
        Fact.Planned plan = ledger.plan();
        boolean isLost = lost.isPresent();
        RunState state = isLost ? RunState.LOST : ledger.state();
        return RunStatus.create(ledger.runId(), state, ledger.startedAt(), status -> {
            status.playbook(plan.playbook(), ledger.definitionHash())
                    .plan(ledger.planHash(), plan.initiator())
                    .drill(ledger.isDrill())
                    .head(ledger.head())
                    .reason(isLost ? lost.get() : reason(ledger));
            ledger.finished().filter(end -> !isLost).ifPresent(end -> status.finishedAt(ledger.lastAt()));
            for (StepEntry step : ledger.board().steps()) {
                boolean waits = step.state() == StepState.PENDING
                        && step.isReady()
                        && step.outline().gate().isPresent()
                        && ledger.finished().isEmpty();
                status.step(step.status(waits));
            }
            ledger.orphans().forEach(status::orphan);
            ledger.consents().glasses().stream().map(BreakGlass::toString).forEach(status::warning);
            ledger.remarks().forEach(status::warning);
        });
    }

    /** Returns why a run stands where it does, and what a person can do. */
    static String reason(Ledger ledger) {
        if (ledger.finished().isPresent()) {
            return ledger.finished().get().reason();
        }
        if (!ledger.isBegun()) {
            return NOT_BEGUN;
        }
        Optional<StepEntry> blocker = ledger.blocker();
        if (blocker.isPresent()) {
            StepEntry step = blocker.get();
            return "step " + step.id() + ": "
                    + step.failure().map(Failure::message).orElse("");
        }
        if (ledger.paused().isPresent()) {
            return "paused by " + ledger.paused().get().by() + ": "
                    + ledger.paused().get().reason();
        }
        return ledger.state() == RunState.WAITING_FOR_APPROVAL ? "a step waits for approval" : "";
    }
}
