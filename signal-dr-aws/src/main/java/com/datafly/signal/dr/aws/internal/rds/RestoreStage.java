package com.datafly.signal.dr.aws.internal.rds;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.rds.model.Tag;

/**
 * What this library has done to a copy so far. It is kept in the copy's tag, so that a process that takes over does no
 * step for ever: a setting that RDS accepts and never shows is tried once, and reported.
 *
 * @param step the last step that was begun
 * @param since when it was begun, by the clock of whoever began it
 */
record RestoreStage(Step step, Instant since) {

    /** The steps in their order. */
    enum Step {
        /** RDS makes the instance. */
        RESTORING,
        /** Settings were changed. */
        MODIFIED,
        /** It was rebooted, for its parameters to be in force. */
        REBOOTED,
        /** Nothing is left to do. */
        RESTORED
    }

    private static final char SEPARATOR = '@';

    static RestoreStage of(List<Tag> tags) {
        String text = RdsTags.find(tags, RdsTags.STATE).orElse("");
        for (Step step : Step.values()) {
            String word = word(step);
            if (text.equals(word)) {
                return new RestoreStage(step, Instant.EPOCH);
            }
            if (text.startsWith(word + SEPARATOR)) {
                return new RestoreStage(step, instant(text.substring(word.length() + 1)));
            }
        }
        // Without our tag nobody knows how far it is; all steps may be repeated.
        return new RestoreStage(Step.RESTORING, Instant.EPOCH);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            // Somebody wrote into our tag: the step was begun long ago, as far as anybody can tell.
            return Instant.EPOCH;
        }
    }

    private static String word(Step step) {
        return step.name().toLowerCase(Locale.ROOT);
    }

    boolean isBefore(Step other) {
        return step.compareTo(other) < 0;
    }

    boolean isYoungerThan(Duration age, Instant now) {
        return since.plus(age).isAfter(now);
    }

    /** Returns the value of the tag that says so. */
    String text() {
        return word(step) + SEPARATOR + since;
    }
}
