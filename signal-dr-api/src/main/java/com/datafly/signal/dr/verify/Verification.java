package com.datafly.signal.dr.verify;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.verify.SqlErrors;
import com.datafly.signal.dr.internal.verify.TrackedDataSource;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A list of checks, run one after the other against a recovered database. Immutable; every run is independent.
 *
 * <pre>{@code
 * VerificationReport report = Verification.of(v -> v
 *                 .check(Checks.amcheck())
 *                 .check(Checks.matches(baseline))
 *                 .check(Checks.sql("all orders have a customer", "SELECT count(*) FROM orders WHERE customer IS NULL", 0))
 *                 .deadline(Duration.ofMinutes(20)))
 *         .run(recovered);
 * }</pre>
 *
 * @since 0.1
 */
public final class Verification {

    /** How long a check has to end by itself after its connections were closed. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final List<Check> checks;
    private final Duration deadline;
    private final Duration validFor;
    private final Clock clock;
    private final Consumer<String> progress;

    private Verification(Builder builder) {
        this.checks = List.copyOf(builder.checks);
        this.deadline = builder.deadline;
        this.validFor = builder.validFor;
        this.clock = builder.clock;
        this.progress = builder.progress;
    }

    /**
     * Creates a verification. Defaults: deadline one hour, a pass counts for 7 days, system clock in UTC.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if two checks have the same name
     */
    public static Verification of(Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new Verification(builder);
    }

    /** Returns this verification with further settings: what {@code more} sets replaces, what it adds is added. */
    public Verification with(Consumer<Builder> more) {
        Builder builder = new Builder(this);
        more.accept(builder);
        return new Verification(builder);
    }

    /** Returns the checks, in the order in which they run. */
    public List<Check> checks() {
        return checks;
    }

    /** Returns the time allowed for all checks together. */
    public Duration deadline() {
        return deadline;
    }

    /** Returns how long a pass counts. */
    public Duration validFor() {
        return validFor;
    }

    /**
     * Runs every check, also after one has failed, and returns what they found. What a check could not do is in its
     * result; this method does not throw because of it. Checks for which no time is left are {@link Verdict#UNPROVEN}.
     */
    public VerificationReport run(DataSource database) {
        requireNonNull(database, "database");
        Instant startedAt = clock.instant();
        long start = System.nanoTime();
        List<CheckResult> results = new ArrayList<>();
        for (Check check : checks) {
            results.add(runOne(check, database, deadline.minusNanos(System.nanoTime() - start)));
        }
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        return new VerificationReport(
                results, startedAt, duration, clock.instant().plus(validFor));
    }

    private CheckResult runOne(Check check, DataSource database, Duration allowed) {
        if (allowed.isNegative() || allowed.isZero()) {
            return CheckResult.create(
                    check.name(), Verdict.UNPROVEN, "not run: the deadline was over", r -> r.provesData(false));
        }
        long start = System.nanoTime();
        CheckResult result;
        try (TrackedDataSource tracked = new TrackedDataSource(database)) {
            CheckContext context = CheckContext.create(
                    tracked,
                    c -> c.clock(clock)
                            .timeAllowed(allowed)
                            .progress(message -> progress.accept(check.name() + ": " + message)));
            result = runInTime(check, context, tracked, allowed);
        }
        return result.measured(check.name(), Duration.ofNanos(System.nanoTime() - start), check.provesData());
    }

    private static CheckResult runInTime(
            Check check, CheckContext context, TrackedDataSource connections, Duration allowed) {
        FutureTask<CheckResult> task = new FutureTask<>(() -> check.run(context));
        Thread thread = new Thread(task, "signal-dr-check " + check.name());
        thread.setDaemon(true);
        thread.start();
        try {
            try {
                return orError(check, task.get(allowed.toNanos(), TimeUnit.NANOSECONDS));
            } catch (TimeoutException late) {
                connections.close();
                thread.interrupt();
                return overrun(check, task);
            }
        } catch (ExecutionException e) {
            return failed(check, requireNonNull(e.getCause()));
        } catch (InterruptedException e) {
            connections.close();
            thread.interrupt();
            Thread.currentThread().interrupt();
            return CheckResult.of(check.name(), Verdict.ERROR, "interrupted");
        }
    }

    private static CheckResult overrun(Check check, FutureTask<CheckResult> task) throws InterruptedException {
        String ending = "";
        try {
            CheckResult result = task.get(GRACE.toNanos(), TimeUnit.NANOSECONDS);
            if (result != null && result.verdict() == Verdict.FAILED) {
                return result;
            }
        } catch (ExecutionException expected) {
            ending = " (" + expected.getCause() + ")";
        } catch (TimeoutException e) {
            return CheckResult.of(check.name(), Verdict.ERROR, "the check ignores the deadline and is still running");
        }
        return CheckResult.of(check.name(), Verdict.UNPROVEN, "the deadline was over before the check ended" + ending);
    }

    private static CheckResult failed(Check check, Throwable cause) {
        boolean damage = (cause instanceof DrException failure && failure.code() == ErrorCode.INTEGRITY_FAILED)
                || (cause instanceof SQLException sql && SqlErrors.isDamage(sql));
        return CheckResult.of(
                check.name(), damage ? Verdict.FAILED : Verdict.ERROR, String.valueOf(cause.getMessage()));
    }

    private static CheckResult orError(Check check, @Nullable CheckResult result) {
        return result == null ? CheckResult.of(check.name(), Verdict.ERROR, "the check returned nothing") : result;
    }

    /**
     * Collects a verification. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final List<Check> checks = new ArrayList<>();
        private Duration deadline = Duration.ofHours(1);
        private Duration validFor = Duration.ofDays(7);
        private Clock clock = Clock.systemUTC();
        private Consumer<String> progress = message -> {};

        private Builder() {}

        private Builder(Verification verification) {
            checks.addAll(verification.checks);
            deadline = verification.deadline;
            validFor = verification.validFor;
            clock = verification.clock;
            progress = verification.progress;
        }

        /**
         * Adds a check.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} if a check of that name is there already
         */
        public Builder check(Check check) {
            if (checks.stream().anyMatch(other -> other.name().equals(check.name()))) {
                throw DrException.create(
                        ErrorCode.INVALID_ARGUMENT,
                        "define a verification",
                        "two checks are called '" + check.name() + "'",
                        failure -> failure.hint("Give each check a name of its own."));
            }
            checks.add(check);
            return this;
        }

        /** Sets the time allowed for all checks together. */
        public Builder deadline(Duration deadline) {
            this.deadline = requireNonNull(deadline, "deadline");
            return this;
        }

        /** Sets how long a pass counts. */
        public Builder validFor(Duration validFor) {
            this.validFor = requireNonNull(validFor, "validFor");
            return this;
        }

        /** Sets the clock for instants. */
        public Builder clock(Clock clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /** Sets who hears of progress: one line at a time, from several threads. */
        public Builder progress(Consumer<String> progress) {
            this.progress = requireNonNull(progress, "progress");
            return this;
        }
    }
}
