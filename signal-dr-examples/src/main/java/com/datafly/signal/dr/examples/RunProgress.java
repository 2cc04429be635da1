package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunEvent.RunStarted;
import com.datafly.signal.dr.playbook.RunEvent.RunStopped;
import com.datafly.signal.dr.playbook.RunEvent.StepFinished;
import com.datafly.signal.dr.playbook.RunEvent.StepProgressed;
import com.datafly.signal.dr.playbook.RunListener;
import java.util.Locale;

/** Shows on the console what a run does. */
final class RunProgress implements RunListener {

    private final Console console;

    RunProgress(Console console) {
        this.console = console;
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunStarted started) {
            console.line("Run " + started.run()
                    + (started.epoch() > 1 ? ", taken over by its runner number " + started.epoch() : ""));
        } else if (event instanceof StepProgressed progressed) {
            console.progress(progressed.progress());
        } else if (event instanceof StepFinished finished) {
            console.line(line(finished));
        } else if (event instanceof RunStopped stopped) {
            console.line("  " + stopped.state() + ": " + stopped.reason());
        }
    }

    private static String line(StepFinished finished) {
        return String.format(
                Locale.ROOT,
                "  %-9s %s in %.2f s%s",
                finished.step(),
                finished.state().name().toLowerCase(Locale.ROOT),
                finished.duration().toNanos() / 1e9,
                finished.failure().map(failure -> ": " + failure).orElse(""));
    }
}
