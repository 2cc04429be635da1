package com.datafly.signal.dr.internal.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.internal.playbook.action.CopyOrigin;
import com.datafly.signal.dr.internal.playbook.action.MakeCopy;
import com.datafly.signal.dr.internal.playbook.action.TakeSnapshot;
import com.datafly.signal.dr.internal.program.ProgramFiles;
import com.datafly.signal.dr.journal.JournalRecord;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.playbook.StepState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run made or may have made at the provider, by its journal alone: every attempt that was begun, whatever became
 * of it. Of steps that the host wrote only the host knows. Not thread-safe.
 */
final class Trail {

    private final String runId;
    private final Map<String, StepOutline> outlines = new HashMap<>();
    private final Map<String, Footprint> newest = new HashMap<>();
    private final Map<OperationKey, Footprint> footprints = new LinkedHashMap<>();
    private final List<ProgramFiles> files = new ArrayList<>();
    private final StringBuilder definition = new StringBuilder();
    private @Nullable Map<String, Object> inputs;
    private Fact.@Nullable Planned plan;
    private boolean ended;

    private Trail(String runId) {
        this.runId = runId;
    }

    /** Reads a run's journal. */
    static Trail of(RunJournal journal) {
        Trail trail = new Trail(journal.runId());
        journal.read(trail::read);
        trail.forgetDefinition();
        return trail;
    }

    String runId() {
        return runId;
    }

    /** Tells whether no process can ever go on with it. */
    boolean isEnded() {
        return ended;
    }

    /** Tells whether it is a drill: what a live run makes is nobody's to sweep. */
    boolean isDrill() {
        return expiresAt().isPresent();
    }

    /** Returns from when on what a drill made may be removed. */
    Optional<Instant> expiresAt() {
        return plan == null ? Optional.empty() : plan.expiresAt();
    }

    /** Tells whether it is of that target. */
    boolean isOf(String identity) {
        return plan != null && plan.target().equals(identity);
    }

    List<Footprint> footprints() {
        return List.copyOf(footprints.values());
    }

    /** Returns what its programs may have left on machines, drill or not. */
    List<ProgramFiles> files() {
        return List.copyOf(files);
    }

    private void read(JournalRecord record) {
        Facts.fact(record).ifPresent(this::apply);
    }

    private void apply(Fact fact) {
        if (fact instanceof Fact.Planned planned) {
            plan = planned;
        } else if (fact instanceof Fact.Migrated) {
            forgetDefinition();
        } else if (fact instanceof Fact.Defined part) {
            definition.append(part.json());
        } else if (fact instanceof Fact.Outlined outlined) {
            outlined.steps().forEach(outline -> outlines.put(outline.id(), outline));
        } else if (fact instanceof Fact.Intended intent) {
            intend(intent);
        } else if (fact instanceof Fact.Settled outcome && !outcome.undo()) {
            settle(outcome);
        } else if (fact instanceof Fact.Finished) {
            ended = true;
        }
    }

    private void intend(Fact.Intended intent) {
        StepOutline outline = requireNonNull(outlines.get(intent.step()), "a step's outline comes before its intent");
        if (ProgramFiles.areLeftBy(outline.action())) {
            ProgramFiles.of(intent.step(), intent.key(), outline.action(), input(intent))
                    .ifPresent(files::add);
        }
        if (intent.undo() || !isDrill() || outline.isRehearsedInDrills()) {
            return;
        }
        if (outline.action().equals(TakeSnapshot.NAME)) {
            keep(Footprint.ofSnapshot(intent.step(), intent.key()));
        } else if (CopyOrigin.isCopying(outline.action())) {
            nameOf(intent).ifPresent(name -> keep(Footprint.ofCopy(intent.step(), intent.key(), name)));
        }
    }

    private Optional<String> nameOf(Fact.Intended intent) {
        try {
            MakeCopy.Input input = Values.of(input(intent), MakeCopy.Input.class);
            return Optional.of(
                    MakeCopy.nameOf(intent.generation(), input, base -> RunNames.resource(runId, intent.step(), base)));
        } catch (DrException e) {
            // An action of the host's may have the same name, and takes another input.
            return Optional.empty();
        }
    }

    private void settle(Fact.Settled outcome) {
        Footprint footprint = newest.get(outcome.step());
        boolean refused = outcome.state() == StepState.FAILED
                && outcome.output().isEmpty()
                && outcome.failure()
                        .filter(failure -> failure.effect() == Effect.NONE)
                        .isPresent();
        if (footprint != null && refused) {
            keep(footprint.asRefused());
        }
    }

    private void keep(Footprint footprint) {
        newest.put(footprint.step(), footprint);
        footprints.put(footprint.key(), footprint);
    }

    private void forgetDefinition() {
        definition.setLength(0);
        definition.trimToSize();
        inputs = null;
    }

    private Object input(Fact.Intended intent) {
        return requireNonNull(inputs().get(intent.step()), "a step's input comes before its intent");
    }

    private Map<String, Object> inputs() {
        if (inputs == null) {
            inputs = new HashMap<>();
            Map<?, ?> root = (Map<?, ?>) requireNonNull(CanonicalJson.parse(definition.toString()));
            for (Object step : (List<?>) requireNonNull(root.get("steps"))) {
                Map<?, ?> fields = (Map<?, ?>) step;
                inputs.put(String.valueOf(fields.get("id")), requireNonNull(fields.get("input")));
            }
        }
        return inputs;
    }
}
