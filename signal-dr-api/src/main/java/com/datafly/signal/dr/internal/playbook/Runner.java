package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.playbook.Approval;
import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.Incident;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The way into the engine: begins runs, takes them over, looks at them. */
public final class Runner {

    private final String runId;
    private final RunEnvironment environment;
    private final LeaseKeeper leases;

    private Runner(String runId, RunEnvironment environment) {
        this.runId = runId;
        this.environment = environment;
        this.leases = new LeaseKeeper(runId, environment.leaseTtl());
    }

    /**
     * A definition that changed under a run.
     *
     * @param planHash the hash of a plan of the new definition; approvals of the old one do not count any more
     */
    public record Migration(Playbook playbook, String planHash, String by, String why) {}

    /**
     * Writes the journal's first records, takes the leases, and begins.
     *
     * @throws DrException with {@code ALREADY_EXISTS} if there is a run of that id, {@code CONFLICT} if another run has
     *     a lease; then the run has ended, nothing having happened
     */
    public static Run start(RunOrder order, RunEnvironment environment) {
        return new Runner(order.runId(), environment).start(order);
    }

    /**
     * Takes over a run whose runner is gone: verifies its journal, reconciles what is open, and goes on.
     *
     * @throws DrException with {@code CONFLICT} if its runner lives, {@code FAILED_PRECONDITION} if it has ended, or is
     *     of another definition or target, {@code INTEGRITY_FAILED} if its journal was changed
     */
    public static Run resume(String runId, Playbook playbook, RunTarget target, RunEnvironment environment) {
        return new Runner(runId, environment).takeOver(playbook, target, Optional.empty());
    }

    /**
     * Like {@link #resume}, with a changed definition, which the run is pinned to from then on. Steps that were begun
     * have to mean the same work in it.
     */
    public static Run migrate(String runId, Migration migration, RunTarget target, RunEnvironment environment) {
        return new Runner(runId, environment).takeOver(migration.playbook(), target, Optional.of(migration));
    }

    /** Returns a run of another process, or of none, to look at and to control. */
    public static Run attach(String runId, RunEnvironment environment) {
        return AttachedRun.of(environment.journals().open(runId), environment);
    }

    /** Returns where a run stands, by its journal. */
    public static RunStatus status(String runId, RunEnvironment environment) {
        return StatusView.of(Ledger.of(environment.journals().open(runId)), Optional.empty());
    }

    /** Gives up a run that no process works on. */
    static void abandon(String runId, RunEnvironment environment, Control.Abandon abandon) {
        new Runner(runId, environment).abandon(abandon);
    }

    private Run start(RunOrder order) {
        RunJournal journal = environment
                .journals()
                .create(runId, first(order).stream().map(Facts::entry).toList());
        Ledger ledger = Ledger.of(journal);
        return holding(() -> {
            try {
                acquire(LeaseKeeper.ofRun(runId), Duration.ZERO);
                order.leases().forEach(resource -> acquire(resource, Duration.ZERO));
            } catch (DrException held) {
                Fact none = new Fact.Finished(RunState.FAILED, "it was not begun: " + held.problem(), List.of());
                journal.append(List.of(Facts.entry(none)));
                throw held;
            }
            return DefaultRun.of(new RunParts(order.playbook(), order.target(), environment, journal, ledger, leases));
        });
    }

    private List<Fact> first(RunOrder order) {
        Playbook playbook = order.playbook();
        Fact.Times times = new Fact.Times(
                order.objectives().map(RecoveryObjectives::rpo),
                order.objectives().map(RecoveryObjectives::rto),
                order.incident().map(Incident::disruptedAt),
                order.incident().flatMap(Incident::detectedAt),
                order.incident().flatMap(Incident::declaredAt));
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact.Planned(
                playbook.name(),
                playbook.hash(),
                order.planHash(),
                order.initiator(),
                order.target().identity(),
                order.sizeBytes(),
                order.expiresAt(),
                playbook.onFailure(),
                order.pauseAtDeadline(),
                order.leases(),
                times,
                Optional.ofNullable(Runner.class.getPackage().getImplementationVersion())));
        facts.addAll(Facts.definition(playbook));
        facts.addAll(order.outlook());
        for (Approval given : order.approvals()) {
            facts.add(new Fact.Approved("", given.principal(), given.planHash(), given.at()));
        }
        order.glass().map(Runner::broken).ifPresent(facts::add);
        facts.add(new Fact.Started(environment.holder()));
        return facts;
    }

    private static Fact broken(BreakGlass glass) {
        return new Fact.GlassBroken(glass.reason(), glass.principal(), glass.at(), glass.ttl());
    }

    private Run takeOver(Playbook playbook, RunTarget target, Optional<Migration> migration) {
        return holding(() -> {
            Ledger seen = Ledger.of(environment.journals().open(runId));
            requireOpen(seen);
            leases.watch(environment.journals().leases(), seen.plan().leases());
            acquire(LeaseKeeper.ofRun(runId), watching());
            RunJournal journal = environment.journals().open(runId);
            Ledger ledger = Ledger.of(journal);
            requireOpen(ledger);
            requireBegun(ledger);
            requireTarget(ledger, target);
            Block block = new Block(ledger, environment.clock());
            if (migration.isPresent()) {
                requireSameWork(ledger, playbook);
                block.add(new Fact.Migrated(
                        playbook.hash(),
                        migration.get().planHash(),
                        playbook.onFailure(),
                        migration.get().by(),
                        migration.get().why()));
                Facts.definition(playbook).forEach(block::add);
            } else {
                requireDefinition(ledger, playbook);
            }
            ledger.plan().leases().forEach(resource -> acquire(resource, watching()));
            block.add(new Fact.Started(environment.holder()));
            block.taken(
                    journal.takeOver(block.facts().stream().map(Facts::entry).toList()));
            return DefaultRun.of(new RunParts(playbook, target, environment, journal, ledger, leases));
        });
    }

    private void abandon(Control.Abandon abandon) {
        holding(() -> {
            acquire(LeaseKeeper.ofRun(runId), watching());
            RunJournal journal = environment.journals().open(runId);
            Ledger ledger = Ledger.of(journal);
            requireOpen(ledger);
            List<JournalEntry> entries = new ArrayList<>();
            if (ledger.isBegun()) {
                entries.add(Facts.entry(new Fact.Started(environment.holder())));
            }
            Controls.facts(
                            abandon,
                            ledger,
                            RunClock.Now.of(ledger, environment.clock().instant()))
                    .stream()
                    .map(Facts::entry)
                    .forEach(entries::add);
            List<?> written = journal.takeOver(entries);
            journal.anchor();
            RunFiles.removeAfter(journal);
            leases.release();
            return written;
        });
    }

    private void acquire(String resource, Duration patience) {
        leases.acquire(
                environment.journals().leases(), resource, new LeaseHolder(environment.holder(), runId), patience);
    }

    /** A dead holder's lease is free once it was seen unchanged for as long as it lasts. */
    private Duration watching() {
        return environment.leaseTtl().multipliedBy(3).dividedBy(2);
    }

    /** Gives the leases back unless {@code begin} succeeds. */
    private <T> T holding(Supplier<T> begin) {
        boolean begun = false;
        try {
            T result = begin.get();
            begun = true;
            return result;
        } finally {
            if (!begun) {
                leases.release();
            }
        }
    }

    private void requireOpen(Ledger ledger) {
        if (!ledger.isPlanned()) {
            throw refusal("its journal does not begin with a plan", "Look at the journal: it is not one of a run.");
        }
        ledger.finished().ifPresent(end -> {
            throw refusal("it has ended: " + end.state(), "Start another run.");
        });
    }

    private void requireBegun(Ledger ledger) {
        if (!ledger.isBegun()) {
            throw refusal(StatusView.NOT_BEGUN, "Nothing was done under it: abandon it, and plan again.");
        }
    }

    /** An address may hold what is a secret elsewhere, and the journal keeps it masked. */
    private void requireTarget(Ledger ledger, RunTarget target) {
        String begun = environment.redactor().apply(ledger.plan().target());
        String given = environment.redactor().apply(target.identity());
        if (!begun.equals(given)) {
            throw refusal(
                    "it works on " + begun + ", not on " + given,
                    "Resume it with the target that it was started with.");
        }
    }

    private void requireDefinition(Ledger ledger, Playbook playbook) {
        if (!ledger.definitionHash().equals(playbook.hash())) {
            throw refusal(
                    "it is pinned to definition " + ledger.definitionHash() + ", and the playbook " + playbook.name()
                            + " is " + playbook.hash(),
                    "Resume it with the definition that it was started with, migrate it to this one, or abandon it.");
        }
    }

    /**
     * Work that was begun is found under its key, so the step has to be the same, and its input too while the step is
     * open or could be undone.
     */
    private void requireSameWork(Ledger ledger, Playbook playbook) {
        for (StepEntry step : ledger.board().steps()) {
            if (step.key().isEmpty()) {
                continue;
            }
            Step defined = playbook.step(step.id())
                    .orElseThrow(() -> refusal(
                            "step " + step.id() + " is " + step.state() + " and missing in the new definition",
                            "Keep the steps that were begun."));
            boolean same = StepOutline.of(defined).meansTheSameWorkAs(step.outline())
                    && ((step.state().satisfies() && defined.kind() != StepKind.REVERSIBLE)
                            || step.key()
                                    .filter(Attempt.key(runId, defined, step.generation(), false)::equals)
                                    .isPresent());
            if (!same) {
                throw refusal(
                        "step " + step.id() + " is " + step.state() + " and means other work in the new definition",
                        "Keep kind, scope, action and input of the steps that were begun.");
            }
        }
    }

    private DrException refusal(String problem, String hint) {
        return Controls.refusal(ErrorCode.FAILED_PRECONDITION, "resume run " + runId, problem, hint);
    }
}
