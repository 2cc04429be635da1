package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.playbook.LiveTarget;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunListener;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.report.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The recovery of the demo's database, as a live run of a playbook: the server is really dead, and what it held is
 * recovered into a new database.
 */
final class DemoRecovery {

    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final String RUNBOOK = "runbook.md";

    private final SignalDr dr;
    private final Aftermath aftermath;
    private final Playbook playbook;
    private final LiveTarget target;
    private final Console console;

    DemoRecovery(SignalDr dr, Aftermath aftermath, Console console) {
        this.dr = dr;
        this.aftermath = aftermath;
        this.console = console;
        this.playbook = RecoveryPlaybook.of(aftermath, message -> console.progress(CheckProgress.read(message)));
        this.target = LiveTarget.of(dr.database()).expecting(aftermath.note(Aftermath.SYSTEM_IDENTIFIER));
    }

    /** Opens the demo's database, for a process that works in {@code work}. The caller closes the password. */
    static SignalDr open(
            WorkDirectory work, String address, Secret password, Path journal, List<RunListener> listeners) {
        SignalDr.Builder builder = SignalDr.builder()
                .database(
                        address,
                        options -> options.secret("password", password)
                                .option("repository", "file:" + work.resolve("repository"))
                                .option("restores", work.resolve("restores").toString())
                                .option("spool", work.resolve("spool").toString())
                                .option("archive-interval", "PT1S"))
                .journal(journal);
        listeners.forEach(builder::listener);
        return builder.build();
    }

    /** Plans the recovery, shows the plan, keeps what the next process would need, and does it. */
    Report begin(WorkDirectory work, Path reports) {
        Plan plan = dr.playbooks().plan(playbook, target).incident(aftermath.incident());
        PlanText.of(plan).forEach(console::line);
        writeRunbook(plan, reports);
        aftermath.of(plan.runId()).write(work);
        return finish(plan.start());
    }

    /** Goes on with the run that a dead process has begun; one that had not really begun is begun now. */
    Report goOn(WorkDirectory work, Path reports) {
        Optional<Run> run = takeOver(aftermath.note(Aftermath.RUN));
        return run.isPresent() ? finish(run.get()) : begin(work, reports);
    }

    /** A run that had ended, so that only its report was missing, is returned as it is. */
    private Optional<Run> takeOver(String runId) {
        try (Run run = dr.playbooks().run(runId)) {
            return Optional.of(
                    run.status().state().ended()
                            ? dr.playbooks().run(runId)
                            : dr.playbooks().resume(runId, playbook, target));
        } catch (DrException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Report finish(Run run) {
        try (run) {
            RunStatus status = run.await(LIMIT);
            if (!status.state().ended()) {
                console.line("The run stopped: " + status.reason());
                run.abandon("demo", "the demo cannot decide, and removes all that it made");
            }
            return run.report().with(this::background);
        }
    }

    private void background(Report.Builder report) {
        Disaster disaster = aftermath.disaster();
        report.title("Recovery drill")
                .tier(aftermath.tier())
                .version("PostgreSQL", aftermath.note(Aftermath.POSTGRES))
                .version("Java", Runtime.version().toString())
                .fact("Before", "rows", aftermath.note(Aftermath.ROWS))
                .fact("Before", "transactions of the workload", aftermath.note(Aftermath.COMMITS))
                .fact("Before", "snapshot", aftermath.note(Aftermath.SNAPSHOT))
                .fact("Before", "baseline", disaster.baseline())
                .fact("Disaster", "mistake", disaster.deleted() + " pipelines deleted")
                .fact("Disaster", "last good instant", disaster.lastGood())
                .fact("Disaster", "crash", "SIGKILL of the server and all its processes");
    }

    private static void writeRunbook(Plan plan, Path reports) {
        try {
            Files.writeString(reports.resolve(RUNBOOK), plan.markdown());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
