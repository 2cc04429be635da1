package com.datafly.signal.dr.internal.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.JournalRecord;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What is asked of a run, in its process or by a message. The names and components are the inbox's durable format. */
sealed interface Control {

    /** The type of the records in an inbox. */
    String TYPE = "control";

    /** Consents to a step. */
    record Approve(String step, String principal, String planHash, Instant at) implements Control {}

    /** Passes approvals and some guards. */
    record BreakTheGlass(String reason, String principal, Instant at, Duration ttl) implements Control {}

    /** Begins nothing more. */
    record Pause(String by, String reason) implements Control {}

    /** Goes on. */
    record Resume(String by) implements Control {}

    /** Decides about a step; the output is the JSON of an adopted one. */
    record Decide(String step, Decision.Kind kind, String by, String why, Optional<String> output) implements Control {}

    /** Ends the run before its end. */
    record Cancel(CancelPolicy policy, String by, String reason) implements Control {}

    /** Gives the run up. */
    record Abandon(String by, String reason) implements Control {}

    /** Returns what is asked without secrets. */
    default Control masked(Function<String, String> redactor) {
        return Values.of(Outputs.masked(Values.plain(this), redactor), Control.class);
    }

    /** Turns what is asked into a message. */
    static JournalEntry entry(Control control) {
        return JournalEntry.of(TYPE, Map.of("ask", requireNonNull(Values.plain(control))));
    }

    /** Reads a message. */
    static Control of(JournalRecord record) {
        return Values.of(record.body().get("ask"), Control.class);
    }
}
