package com.datafly.signal.dr.internal.observe;

import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunEvent.ApprovalGiven;
import com.datafly.signal.dr.playbook.RunEvent.ApprovalNeeded;
import com.datafly.signal.dr.playbook.RunEvent.RunLost;
import com.datafly.signal.dr.playbook.RunEvent.RunStarted;
import com.datafly.signal.dr.playbook.RunEvent.RunStopped;
import com.datafly.signal.dr.playbook.RunEvent.StepFinished;
import com.datafly.signal.dr.playbook.RunEvent.StepObserved;
import com.datafly.signal.dr.playbook.RunEvent.StepProgressed;
import com.datafly.signal.dr.playbook.RunEvent.StepStarted;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Masks the secrets in the texts of events. The ids of runs and steps, and what the library itself computes, hold none:
 * they are checked when a playbook is defined.
 */
final class EventMask {

    private final Function<String, String> redactor;

    EventMask(Function<String, String> redactor) {
        this.redactor = redactor;
    }

    RunEvent apply(RunEvent event) {
        if (event instanceof StepProgressed e) {
            return new StepProgressed(e.run(), e.at(), e.step(), apply(e.progress()));
        } else if (event instanceof StepFinished e) {
            return new StepFinished(
                    e.run(),
                    e.at(),
                    e.step(),
                    text(e.action()),
                    e.state(),
                    e.duration(),
                    e.failure().map(redactor));
        } else if (event instanceof StepStarted e) {
            return new StepStarted(e.run(), e.at(), e.step(), text(e.action()), e.generation(), e.undo());
        } else if (event instanceof StepObserved e) {
            return new StepObserved(e.run(), e.at(), e.step(), text(e.operation()));
        }
        return ofRun(event);
    }

    private RunEvent ofRun(RunEvent event) {
        if (event instanceof RunStarted e) {
            return new RunStarted(e.run(), e.at(), text(e.playbook()), e.drill(), e.epoch());
        } else if (event instanceof RunStopped e) {
            return new RunStopped(e.run(), e.at(), e.state(), text(e.reason()));
        } else if (event instanceof RunLost e) {
            return new RunLost(e.run(), e.at(), text(e.reason()));
        } else if (event instanceof ApprovalNeeded e) {
            return new ApprovalNeeded(e.run(), e.at(), e.step(), apply(e.gate()), e.planHash());
        } else if (event instanceof ApprovalGiven e) {
            return new ApprovalGiven(e.run(), e.at(), e.step(), text(e.principal()));
        }
        return event;
    }

    private Progress apply(Progress progress) {
        String phase = text(progress.phase());
        String unit = text(progress.unit());
        return progress.total().isPresent()
                ? Progress.of(phase, progress.done(), progress.total().getAsLong(), unit)
                : Progress.of(phase, progress.done(), unit);
    }

    private ApprovalGate apply(ApprovalGate gate) {
        if (gate.principals().stream().allMatch(name -> text(name).equals(name))) {
            return gate;
        }
        Set<String> masked = new LinkedHashSet<>();
        for (String principal : gate.principals()) {
            String name = text(principal);
            // Two names that look alike when masked are still two.
            masked.add(masked.contains(name) ? name + " (" + (masked.size() + 1) + ")" : name);
        }
        return ApprovalGate.of(copy -> {
            copy.quorum(gate.quorum()).validFor(gate.validFor()).from(masked.toArray(String[]::new));
            if (!gate.initiatorExcluded()) {
                copy.initiatorMayApprove();
            }
        });
    }

    private String text(String text) {
        return redactor.apply(text);
    }
}
