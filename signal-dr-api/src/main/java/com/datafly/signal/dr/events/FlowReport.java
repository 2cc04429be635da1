package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether events flow, as one marker showed. {@code PASSED}: it came out wherever it had to. {@code FAILED}: it was
 * refused where events are taken in, or did not come out in time. {@code UNPROVEN}: it may never have been put in, or
 * what came out could not be looked at.
 *
 * @since 0.1
 */
public final class FlowReport {

    private final String front;
    private final Duration deadline;
    private final String marker;
    private final Instant startedAt;
    private final Verdict entry;
    private final String entryProblem;
    private final List<FlowHop> hops;

    private FlowReport(
            FlowProbe probe, String marker, Instant startedAt, Verdict entry, String entryProblem, List<FlowHop> hops) {
        this.front = probe.front();
        this.deadline = probe.deadline();
        this.marker = requireNonNull(marker, "marker");
        this.startedAt = requireNonNull(startedAt, "startedAt");
        this.entry = requireNonNull(entry, "entry");
        this.entryProblem = requireNonNull(entryProblem, "entryProblem");
        this.hops = List.copyOf(hops);
    }

    /**
     * Describes a probe.
     *
     * @param entry whether the marker was put in
     * @param entryProblem why that is not known or was refused; empty if there is nothing to say
     */
    public static FlowReport of(
            FlowProbe probe, String marker, Instant startedAt, Verdict entry, String entryProblem, List<FlowHop> hops) {
        return new FlowReport(probe, marker, startedAt, entry, entryProblem, hops);
    }

    /** Returns where the marker was put in. */
    public String front() {
        return front;
    }

    /** Returns how long all of it might take. */
    public Duration deadline() {
        return deadline;
    }

    /** Returns the marker, by which it is found in logs. */
    public String marker() {
        return marker;
    }

    /** Returns when the marker was put in. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Returns whether the marker was put in: failed if it was refused, unproven if nobody knows. */
    public Verdict entry() {
        return entry;
    }

    /** Returns why the marker was refused, or why that is not known; empty if there is nothing to say. */
    public String entryProblem() {
        return entryProblem;
    }

    /** Returns what became of it, in the order of the flow. */
    public List<FlowHop> hops() {
        return hops;
    }

    /** Returns whether events flow. */
    public Verdict verdict() {
        List<Verdict> verdicts =
                new ArrayList<>(hops.stream().map(FlowHop::verdict).toList());
        verdicts.add(entry);
        return Verdict.combine(verdicts);
    }

    /** Returns the patterns and topics where the marker did not come out; the front if it was refused. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (entry == Verdict.FAILED) {
            missing.add(front);
        }
        hops.stream()
                .filter(hop -> hop.verdict() == Verdict.FAILED)
                .forEach(hop -> missing.addAll(hop.missing().isEmpty() ? List.of(hop.pattern()) : hop.missing()));
        return List.copyOf(missing);
    }

    /** Returns how long it took to the last place, by this process's own measure; empty unless it passed. */
    public Optional<Duration> latency() {
        return verdict() == Verdict.PASSED
                ? hops.stream()
                        .flatMap(hop -> hop.completion().stream())
                        .map(FlowSighting::seenAfter)
                        .max(Duration::compareTo)
                : Optional.empty();
    }

    /** Returns this as evidence of a run. */
    public CheckResult toCheckResult() {
        return CheckResult.create("event flow", verdict(), summary(), result -> {
            result.detail("marker", marker).detail("front", front).detail("started at", startedAt);
            hops.forEach(hop -> result.detail(hop.pattern(), hop));
        });
    }

    /** Says in one sentence what was found. */
    public String summary() {
        return switch (verdict()) {
            case PASSED ->
                "a marker came from " + front + " to "
                        + String.join(", ", hops.stream().map(FlowHop::pattern).toList()) + " in "
                        + latency().orElse(Duration.ZERO).toMillis() + " ms";
            case FAILED ->
                entry == Verdict.FAILED
                        ? "a marker was refused by " + front + ": " + entryProblem
                        : "a marker from " + front + " did not come to " + String.join(", ", missing()) + " within "
                                + Durations.words(deadline);
            case UNPROVEN, ERROR -> "nothing shows that events flow from " + front + ": " + doubts();
        };
    }

    private String doubts() {
        List<String> doubts = new ArrayList<>();
        if (!entryProblem.isEmpty()) {
            doubts.add(entryProblem);
        }
        hops.stream()
                .filter(hop -> hop.verdict() != Verdict.PASSED && !hop.trouble().isEmpty())
                .forEach(hop -> doubts.add(hop.pattern() + ": " + hop.trouble()));
        return String.join("; ", doubts);
    }

    @Override
    public String toString() {
        return verdict() + ": " + summary();
    }
}
