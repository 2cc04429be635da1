package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Whose consent a step waits for. An approval counts for one plan, by its hash, and for a limited time.
 *
 * @since 0.1
 */
public final class ApprovalGate {

    private final int quorum;
    private final Set<String> principals;
    private final boolean initiatorExcluded;
    private final Duration validFor;

    private ApprovalGate(Builder builder) {
        this.quorum = builder.quorum;
        this.principals = Collections.unmodifiableSet(new LinkedHashSet<>(builder.principals));
        this.initiatorExcluded = builder.initiatorExcluded;
        this.validFor = builder.validFor;
    }

    /**
     * Describes a gate. Defaults: one approval, by anybody but whoever started the run, valid for 4 hours.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the quorum is below one or above the number of named
     *     principals, or the validity is not positive
     */
    public static ApprovalGate of(Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        builder.require();
        return new ApprovalGate(builder);
    }

    /** Returns how many different principals must approve. */
    public int quorum() {
        return quorum;
    }

    /** Returns who may approve; empty if anybody may. */
    public Set<String> principals() {
        return principals;
    }

    /** Tells whether the one who started the run may not approve. */
    public boolean initiatorExcluded() {
        return initiatorExcluded;
    }

    /** Returns how long an approval counts. */
    public Duration validFor() {
        return validFor;
    }

    /**
     * Collects a gate's rules. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private int quorum = 1;
        private Set<String> principals = Set.of();
        private boolean initiatorExcluded = true;
        private Duration validFor = Duration.ofHours(4);

        private Builder() {}

        /** Sets how many different principals must approve. */
        public Builder quorum(int quorum) {
            this.quorum = quorum;
            return this;
        }

        /** Sets who may approve. */
        public Builder from(String... principals) {
            this.principals = new LinkedHashSet<>(List.of(principals));
            return this;
        }

        /** Lets the one who started the run approve too. */
        public Builder initiatorMayApprove() {
            this.initiatorExcluded = false;
            return this;
        }

        /** Sets how long an approval counts. */
        public Builder validFor(Duration validFor) {
            this.validFor = validFor;
            return this;
        }

        private void require() {
            if (quorum < 1 || (!principals.isEmpty() && quorum > principals.size())) {
                throw refusal(
                        "quorum is " + quorum + (principals.isEmpty() ? "" : ", of " + principals),
                        "Set a quorum from 1 to the number of named principals.");
            }
            if (validFor.isNegative() || validFor.isZero()) {
                throw refusal("validFor is " + validFor, "Set how long an approval counts, as in Duration.ofHours(4).");
            }
        }

        private static DrException refusal(String problem, String hint) {
            return DrException.create(
                    ErrorCode.INVALID_ARGUMENT, "define an approval gate", problem, failure -> failure.hint(hint));
        }
    }
}
