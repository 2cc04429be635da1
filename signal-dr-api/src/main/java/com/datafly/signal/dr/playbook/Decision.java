package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a person decided about a step that failed, or whose outcome nobody can tell. The journal keeps who decided what,
 * and why. Immutable.
 *
 * @since 0.1
 */
public final class Decision {

    /**
     * What becomes of the step. More may be added.
     *
     * @since 0.1
     */
    public enum Kind {
        /** Its work is done: the run goes on with its output. */
        ADOPT,
        /** It is tried again. */
        RETRY,
        /** It is given up: what it may have left behind is listed, and what comes after it is skipped. */
        ABANDON
    }

    private final Kind kind;
    private final String by;
    private final String why;
    private final @Nullable Object output;

    private Decision(Kind kind, String by, String why, @Nullable Object output) {
        this.kind = kind;
        this.by = require("by", by);
        this.why = require("why", why);
        this.output = output;
    }

    /**
     * The step's work is done, and its action can find the output by itself.
     *
     * @param evidence what was seen
     */
    public static Decision adopt(String by, String evidence) {
        return new Decision(Kind.ADOPT, by, evidence, null);
    }

    /** The step's work is done, with this output, which is of the action's output type. */
    public static Decision adopt(String by, String evidence, Object output) {
        return new Decision(Kind.ADOPT, by, evidence, requireNonNull(output, "output"));
    }

    /**
     * The step is tried again. One that is known to have failed gets a new key; one whose outcome nobody can tell, or
     * whose work is done but does not meet its postconditions, keeps its key, so that work that is there is adopted.
     */
    public static Decision retry(String by, String why) {
        return new Decision(Kind.RETRY, by, why, null);
    }

    /** The step is given up. */
    public static Decision abandon(String by, String why) {
        return new Decision(Kind.ABANDON, by, why, null);
    }

    /** Returns what becomes of the step. */
    public Kind kind() {
        return kind;
    }

    /** Returns who decided. */
    public String by() {
        return by;
    }

    /** Returns the reason, or what was seen. */
    public String why() {
        return why;
    }

    /** Returns the output that an adopted step gets; empty if its action has to find it. */
    public Optional<Object> output() {
        return Optional.ofNullable(output);
    }

    @Override
    public String toString() {
        return kind + " by " + by + ": " + why;
    }

    private static String require(String name, String value) {
        if (requireNonNull(value, name).isBlank()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "decide about a step",
                    name + " is blank",
                    failure -> failure.hint("Say who decided, and why: the journal keeps both."));
        }
        return value;
    }
}
