package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunEvent.StepFinished;
import com.datafly.signal.dr.playbook.RunEvent.StepProgressed;
import com.datafly.signal.dr.playbook.RunListener;
import java.io.IOException;

/** Kills this process in the middle of the recovery, as the kernel or a power cut would: without a last word. */
final class Crash implements RunListener {

    private static final double HALFWAY = 0.5;
    private static final int KILLED = 137;

    private final Console console;

    Crash(Console console) {
        this.console = console;
    }

    @Override
    public void on(RunEvent event) {
        if (isHalfway(event)) {
            console.line("--crash: the restore is halfway, and this process kills itself (SIGKILL)");
            console.line("  The run is in its journal. Go on with it, in a new process: ./demo");
            kill();
        }
    }

    /** Events of progress may be missed, so the end of the step will do too. */
    private static boolean isHalfway(RunEvent event) {
        if (event instanceof StepProgressed progressed) {
            return progressed.step().equals(RecoveryPlaybook.RECOVER)
                    && progressed.progress().unit().equals("bytes")
                    && progressed.progress().fraction().orElse(0) >= HALFWAY;
        }
        return event instanceof StepFinished finished && finished.step().equals(RecoveryPlaybook.RECOVER);
    }

    private static void kill() {
        try {
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            // Where there is no such program, or no time for it, the JVM still ends without running anything else.
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
