package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.program.ProgramFiles;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.playbook.Leftover;
import com.datafly.signal.dr.playbook.LeftoverState;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Swept;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the programs of ended runs left on this machine: removed with the run's end, or by a sweep behind that. */
final class RunFiles {

    private static final Logger LOG = LoggerFactory.getLogger(RunFiles.class);

    private final String runId;
    private final List<ProgramFiles> files;

    private RunFiles(String runId, List<ProgramFiles> files) {
        this.runId = runId;
        this.files = files;
    }

    /** Tells whether a playbook runs programs. */
    static boolean mayBeLeftBy(Playbook playbook) {
        return playbook.steps().stream()
                .anyMatch(step -> ProgramFiles.areLeftBy(step.action().name()));
    }

    /** Returns what a run left; nothing as long as it may go on. */
    static RunFiles of(Trail trail) {
        return new RunFiles(trail.runId(), trail.isEnded() ? trail.files() : List.of());
    }

    /** Removes what a run left that has ended. Where that fails it is left to a sweep: the run's end stands. */
    static void removeAfter(RunJournal journal) {
        try {
            for (Swept swept : of(Trail.of(journal)).sweep()) {
                if (!swept.removed()) {
                    LOG.warn("files of a program stay until a sweep: {}", swept);
                }
            }
        } catch (RuntimeException e) {
            // Whatever it is: a run that has ended lets go of its leases.
            LOG.warn("what programs left stays until a sweep: {}", e.getMessage());
        }
    }

    /** Finds what is there. Changes nothing. */
    List<Leftover> look() {
        return existing().map(this::leftover).toList();
    }

    /** Removes what is there, and says what it did about each. */
    List<Swept> sweep() {
        List<Swept> swept = new ArrayList<>();
        for (ProgramFiles one : existing().toList()) {
            swept.add(remove(one));
        }
        return List.copyOf(swept);
    }

    private Stream<ProgramFiles> existing() {
        return files.stream().filter(ProgramFiles::exist);
    }

    private Swept remove(ProgramFiles one) {
        Leftover leftover = leftover(one);
        try {
            one.remove();
            return leftover.state() == LeftoverState.DUE ? Swept.removed(leftover) : Swept.left(leftover);
        } catch (DrException e) {
            return Swept.failed(leftover, e);
        }
    }

    private Leftover leftover(ProgramFiles one) {
        return one.areInUse()
                ? described(one, LeftoverState.IN_USE, "its program runs, or was begun on another machine")
                : described(one, LeftoverState.DUE, "its run has ended, and it may hold secrets");
    }

    private Leftover described(ProgramFiles one, LeftoverState state, String reason) {
        return Leftover.create(
                runId,
                state,
                reason,
                more -> more.step(one.step(), one.key()).name(one.folder().toString()));
    }
}
