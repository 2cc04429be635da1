package com.datafly.signal.dr.internal.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.JournalRecord;
import com.datafly.signal.dr.playbook.Playbook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How facts are kept: as journal entries, each under its type. */
final class Facts {

    /** A record holds at most a mebibyte, and a text may take several bytes a character. */
    private static final int PIECE = 150_000;

    private static final int STEPS = 500;

    /** Of {@link Fact.Settled}: a text, or if that is long, numbers. */
    private static final String OUTPUT = "output";

    /** What the leases write into the journal of a run whose lease was taken over. */
    private static final String FENCE = "fenced";

    private static final Map<Class<? extends Fact>, String> TYPES = Map.ofEntries(
            Map.entry(Fact.Planned.class, "run-planned"),
            Map.entry(Fact.Defined.class, "definition"),
            Map.entry(Fact.Outlined.class, "steps"),
            Map.entry(Fact.Forecasted.class, "forecast"),
            Map.entry(Fact.Predicted.class, "predictions"),
            Map.entry(Fact.Started.class, "runner-started"),
            Map.entry(Fact.Approved.class, "approval"),
            Map.entry(Fact.GlassBroken.class, "break-glass"),
            Map.entry(Fact.Intended.class, "step-intent"),
            Map.entry(Fact.Observed.class, "step-observed"),
            Map.entry(Fact.Settled.class, "step-outcome"),
            Map.entry(Fact.Paused.class, "paused"),
            Map.entry(Fact.Resumed.class, "resumed"),
            Map.entry(Fact.Decided.class, "decision"),
            Map.entry(Fact.CancelAsked.class, "cancel-requested"),
            Map.entry(Fact.UndoBegun.class, "undo-begun"),
            Map.entry(Fact.ClockJumped.class, "clock-jump"),
            Map.entry(Fact.DeadlinePassed.class, "deadline-passed"),
            Map.entry(Fact.Migrated.class, "migrated"),
            Map.entry(Fact.MessageRead.class, "message-read"),
            Map.entry(Fact.Finished.class, "finished"));

    private static final Map<String, Class<? extends Fact>> BY_TYPE = byType();

    private Facts() {}

    /** Turns a fact into what is written. */
    @SuppressWarnings("unchecked") // a record's plain form is a map by name
    static JournalEntry entry(Fact fact) {
        Map<String, @Nullable Object> body = (Map<String, @Nullable Object>) requireNonNull(Values.plain(fact));
        body.remove(ValueWriter.CHOICE);
        body.values().removeIf(Objects::isNull);
        body.computeIfPresent(
                OUTPUT,
                (name, output) -> output instanceof String text && text.length() > Outputs.LONGEST
                        ? LongText.pack(text)
                        : output);
        return JournalEntry.of(requireNonNull(TYPES.get(fact.getClass())), body);
    }

    /**
     * Reads a record; empty if it is a fence, which says nothing of the run.
     *
     * @throws DrException with {@code UNSUPPORTED} if it is of a type that a newer version writes: a run that is not
     *     understood wholly must not be gone on with
     */
    static Optional<Fact> fact(JournalRecord record) {
        if (record.type().equals(FENCE)) {
            return Optional.empty();
        }
        Class<? extends Fact> type = BY_TYPE.get(record.type());
        if (type == null) {
            throw DrException.create(
                    ErrorCode.UNSUPPORTED,
                    "read the journal of a run",
                    "record " + record.sequence() + " is of type '" + record.type()
                            + "', which this version does not know",
                    failure -> failure.hint("Use the version of signal-dr that wrote it, or a newer one."));
        }
        return Optional.of(Values.of(unpacked(record.body()), type));
    }

    private static Map<String, @Nullable Object> unpacked(Map<String, @Nullable Object> body) {
        if (body.get(OUTPUT) instanceof List<?> numbers) {
            Map<String, @Nullable Object> copy = new HashMap<>(body);
            copy.put(OUTPUT, LongText.unpack(numbers));
            return copy;
        }
        return body;
    }

    /** Cuts a definition into records that are small enough. */
    static List<Fact> definition(Playbook playbook) {
        List<Fact> parts = new ArrayList<>();
        String json = playbook.toJson();
        for (int from = 0; from < json.length(); ) {
            int to = Math.min(json.length(), from + PIECE);
            if (to < json.length() && Character.isHighSurrogate(json.charAt(to - 1))) {
                to--;
            }
            parts.add(new Fact.Defined(json.substring(from, to)));
            from = to;
        }
        List<StepOutline> outlines =
                playbook.steps().stream().map(StepOutline::of).toList();
        for (int from = 0; from < outlines.size(); from += STEPS) {
            parts.add(new Fact.Outlined(outlines.subList(from, Math.min(outlines.size(), from + STEPS))));
        }
        return parts;
    }

    private static Map<String, Class<? extends Fact>> byType() {
        Map<String, Class<? extends Fact>> types = new HashMap<>();
        TYPES.forEach((fact, type) -> types.put(type, fact));
        return Map.copyOf(types);
    }
}
