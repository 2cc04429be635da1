package com.datafly.signal.dr.internal.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.internal.DefaultDatabase;
import com.datafly.signal.dr.internal.journal.HostName;
import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.internal.observe.Instruments;
import com.datafly.signal.dr.journal.JournalAudit;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.playbook.DrillTarget;
import com.datafly.signal.dr.playbook.Leftover;
import com.datafly.signal.dr.playbook.LiveTarget;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Playbooks;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Swept;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plans, and hands over to the runner. Closes the runs that it opened. */
public final class DefaultPlaybooks implements Playbooks, AutoCloseable {

    private final PlanHost host;
    private final RunEnvironment environment;
    private final Journals journals;
    private final Planner planner;
    private final @Nullable Sweeper sweeper;
    private final OpenRuns opened = new OpenRuns();

    private DefaultPlaybooks(PlanHost host) {
        this.host = host;
        this.journals = Journals.over(host.journal(), host.redactor(), host.clock(), TimeSource.system());
        DurationHistory history = new DurationHistory(host.journal());
        this.environment = RunEnvironment.of(
                journals,
                holder(host),
                more -> more.time(host.clock(), host.time())
                        .redactor(host.redactor())
                        .listeners(host.listeners())
                        .listeners(Instruments.onClassPath())
                        .history(history));
        this.sweeper = host.database() == null ? null : new Sweeper((DefaultDatabase) host.database(), environment);
        this.planner = new Planner(host, new Inspection(host, journals, environment), history);
    }

    private static String holder(PlanHost host) {
        return host.principal() + HostName.find().map(name -> "@" + name).orElse("");
    }

    /** Offers playbooks to a host. */
    public static DefaultPlaybooks of(PlanHost host) {
        return new DefaultPlaybooks(host);
    }

    /** Returns where runs, and all else that outlives a process, are written down. */
    public Journals journals() {
        return journals;
    }

    @Override
    public Plan plan(Playbook playbook, LiveTarget target) {
        return plan(playbook, bind(target));
    }

    @Override
    public Plan plan(Playbook playbook) {
        return plan(playbook, liveTarget());
    }

    @Override
    public Plan rehearse(Playbook playbook, DrillTarget target) {
        return plan(playbook, bind(target));
    }

    @Override
    public Plan rehearse(Playbook playbook) {
        return rehearse(playbook, drillTarget());
    }

    @Override
    public Run resume(String runId, Playbook playbook) {
        return resume(runId, playbook, asItBegan(runId));
    }

    @Override
    public Run resume(String runId, Playbook playbook, LiveTarget target) {
        return resume(runId, playbook, bind(target));
    }

    @Override
    public Run resume(String runId, Playbook playbook, DrillTarget target) {
        return resume(runId, playbook, bind(target));
    }

    @Override
    public Run migrate(String runId, Playbook changed, String by, String why) {
        BoundTarget target = asItBegan(runId);
        String planHash = planner.plan(changed, target, this::start).hash();
        Runner.Migration migration = new Runner.Migration(
                changed, planHash, host.redactor().apply(by), host.redactor().apply(why));
        return opened.add(Runner.migrate(runId, migration, target, environment));
    }

    @Override
    public Run run(String runId) {
        return Runner.attach(requireNonNull(runId, "runId"), environment);
    }

    @Override
    public List<RunStatus> runs() {
        List<RunStatus> runs = new ArrayList<>();
        journals.runs().forEach(run -> runs.add(status(run)));
        runs.sort(Comparator.comparing(RunStatus::startedAt).reversed());
        return List.copyOf(runs);
    }

    /** One damaged journal hides no other run. */
    private RunStatus status(String run) {
        try {
            return Runner.status(run, environment);
        } catch (DrException e) {
            String told = String.valueOf(e.getMessage());
            return switch (e.code()) {
                case INTEGRITY_FAILED, UNSUPPORTED ->
                    RunStatus.create(run, RunState.INDETERMINATE, Instant.EPOCH, status -> status.reason(told));
                default -> throw e;
            };
        }
    }

    @Override
    public synchronized List<Leftover> leftovers() {
        return sweeper == null ? new FileSweep(journals).look() : sweeper.look();
    }

    @Override
    public synchronized List<Swept> sweep() {
        return sweeper == null ? new FileSweep(journals).sweep() : sweeper.sweep();
    }

    @Override
    public JournalAudit verify(String runId) {
        return journals.verify(runId);
    }

    /** Stops this process's work on its runs, which any process may resume. */
    @Override
    public void close() {
        opened.close();
    }

    private Plan plan(Playbook playbook, BoundTarget target) {
        return planner.plan(requireNonNull(playbook, "playbook"), target, this::start);
    }

    private Run start(RunOrder order) {
        return opened.add(Runner.start(order, environment));
    }

    private Run resume(String runId, Playbook playbook, BoundTarget target) {
        requireNonNull(playbook, "playbook");
        return opened.add(Runner.resume(requireNonNull(runId, "runId"), playbook, target, environment));
    }

    private BoundTarget asItBegan(String runId) {
        boolean drill =
                Runner.status(requireNonNull(runId, "runId"), environment).drill();
        return drill ? bind(drillTarget()) : bind(liveTarget());
    }

    private LiveTarget liveTarget() {
        return database().map(LiveTarget::of).orElseGet(LiveTarget::none);
    }

    private DrillTarget drillTarget() {
        return database().map(DrillTarget::of).orElseGet(DrillTarget::none);
    }

    private Optional<Database> database() {
        return Optional.ofNullable(host.database());
    }

    private BoundTarget bind(LiveTarget target) {
        return BoundTarget.of(target, host.secrets(), host.resources());
    }

    private BoundTarget bind(DrillTarget target) {
        return BoundTarget.of(target, host.secrets(), host.resources());
    }
}
