package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

/**
 * Whether a pod would be let go.
 *
 * @param pod its name
 * @param answer what the platform said, having touched nothing
 * @since 0.1
 */
public record EvictionProbe(String pod, EvictionAnswer answer) {

    /** Refuses null. */
    public EvictionProbe {
        requireNonNull(pod, "pod");
        requireNonNull(answer, "answer");
    }

    /** Tells whether it would be let go, or is gone already. */
    public boolean free() {
        return answer.verdict() == EvictionAnswer.Verdict.ALLOWED || answer.verdict() == EvictionAnswer.Verdict.GONE;
    }

    @Override
    public String toString() {
        String reason = answer.reason();
        return "pod/" + pod + " " + answer.verdict() + (reason.isEmpty() ? "" : ": " + reason);
    }
}
