package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.events.EventReplay;
import com.datafly.signal.dr.events.EventRun;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplayPart;
import com.datafly.signal.dr.events.ReplayPlan;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.events.ReplayResult;
import com.datafly.signal.dr.internal.Listeners;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.StateTopic;
import com.datafly.signal.dr.internal.events.copy.CopyCount;
import com.datafly.signal.dr.internal.events.copy.CopyDefinition;
import com.datafly.signal.dr.internal.events.copy.CopyPlan;
import com.datafly.signal.dr.internal.events.copy.CopyRange;
import com.datafly.signal.dr.internal.events.copy.CopyResult;
import com.datafly.signal.dr.internal.events.copy.CopyRun;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Replays into one cluster. */
public final class DefaultEventReplay implements EventReplay {

    private static final String COPY = "replay.";

    private final StreamResource target;

    /** Replays into {@code target}. */
    public DefaultEventReplay(StreamResource target) {
        this.target = target;
    }

    @Override
    public ReplayPlan plan(ReplayRequest request) {
        ReplaySource source = ReplaySource.open(request, Optional.empty(), target);
        ReplayRanges found = ReplayRanges.find(request, source);
        Map<String, String> targets = targets(request, source, found.ranges());
        Map<PartitionId, CopyRange> now = found.bounded();
        boolean counted = request.filters() || source.counts();
        Map<PartitionId, Long> counts =
                counted ? CopyCount.of(now, source.events(now), new ReplayFilter(request)) : Map.of();
        List<ReplayPart> parts = new ArrayList<>();
        found.ranges().forEach((partition, range) -> {
            CopyRange there = now.getOrDefault(partition, range);
            parts.add(new ReplayPart(
                    partition,
                    targets.getOrDefault(partition.topic(), partition.topic()),
                    range.from(),
                    range.to(),
                    counted ? counts.getOrDefault(partition, 0L) : there.to() - there.from(),
                    counted,
                    Optional.ofNullable(found.missingBefore().get(partition))));
        });
        return ReplayPlan.of(parts, found.gaps(), repetition());
    }

    @Override
    public EventRun<ReplayResult> start(ReplayRequest request) {
        return start(request, request.runId().orElseGet(() -> "replay-" + UUID.randomUUID()));
    }

    /** Tells whether a replay of that id was begun. */
    public boolean begun(String runId) {
        return CopyRun.definition(target, COPY + runId).isPresent();
    }

    /** Starts a replay under an id, whatever its request says. */
    public EventRun<ReplayResult> start(ReplayRequest request, String runId) {
        StateTopic kept = CopyRun.kept(target, COPY + runId);
        Optional<CopyDefinition> before = CopyRun.definition(kept, COPY + runId);
        ReplaySource source = ReplaySource.open(request, before.map(CopyDefinition::text), target);
        String definition = ReplayDefinition.text(request, source);
        ReplayLives lives =
                ReplayLives.begun(runId, before.map(CopyDefinition::text).orElse(definition));
        before.ifPresent(begun -> {
            requireSame(runId, begun.text(), definition);
            lives.require(source, ReplayDefinition.lineages(definition), Effect.NONE);
        });
        Map<PartitionId, CopyRange> ranges =
                before.map(CopyDefinition::ranges).orElseGet(() -> ranges(request, source));
        ReplayRule rule = new ReplayRule(runId, request, targets(request, source, ranges));
        Listeners listeners = new Listeners();
        CopyPlan plan = CopyPlan.create(
                COPY + runId,
                ranges,
                rule,
                copy -> copy.definition(before.map(CopyDefinition::text).orElse(definition))
                        .recordsPerSecond(request.recordsPerSecond())
                        .bytesPerSecond(request.bytesPerSecond())
                        .first(before.isPresent() ? () -> {} : () -> source.requireReadable(ranges))
                        .listener(progress -> listeners.tell(DefaultEventRun.progress(progress))));
        return DefaultEventRun.start(
                runId,
                CopyRun.of(plan, source.events(ranges), target, kept),
                listeners,
                copied -> result(runId, copied, () -> lives.require(source, source.lineages(request), Effect.APPLIED)));
    }

    @Override
    public EventRun<ReplayResult> resume(String runId) {
        String operation = "go on with the replay '" + runId + "'";
        ReplayChecks.requireId(operation, runId);
        String text = CopyRun.definition(target, COPY + runId)
                .map(CopyDefinition::text)
                .orElseThrow(() -> refusal(ErrorCode.NOT_FOUND, operation, "there is none at " + target.address()));
        if (ReplayDefinition.chosen(text).isPresent()) {
            throw refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "its events were chosen by the host's code: "
                            + ReplayDefinition.chosen(text).get());
        }
        if (!new StreamSource(target).name().equals(ReplayDefinition.source(text))) {
            throw refusal(ErrorCode.FAILED_PRECONDITION, operation, "it reads from " + ReplayDefinition.source(text));
        }
        return start(ReplayDefinition.request(text, runId));
    }

    private Map<String, String> targets(
            ReplayRequest request, ReplaySource source, Map<PartitionId, CopyRange> ranges) {
        String here = target.read("ask for the id of " + target.address(), EventStreamDriver::clusterId);
        return ReplayTargets.of(request, ranges.keySet(), source.clusters().contains(here), target);
    }

    private static Map<PartitionId, CopyRange> ranges(ReplayRequest request, ReplaySource source) {
        ReplayRanges found = ReplayRanges.find(request, source);
        if (!found.gaps().isEmpty() && !request.whatIsLeft()) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    request.toString(),
                    source + " never had " + found.gaps() + ", which may be of these times",
                    failure -> failure.hint("Do without them by whatIsLeft(), mean other times, or fewer of them out of"
                                    + " order by disorder().")
                            .detail("gaps", found.gaps()));
        }
        if (!found.missingBefore().isEmpty() && !request.whatIsLeft()) {
            PartitionId first = found.missingBefore().keySet().iterator().next();
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    request.toString(),
                    "older events are gone from " + found.missingBefore().size() + " partitions; "
                            + found.beginning(first),
                    failure -> failure.hint(
                                    "Replay from an archive, or do without them by whatIsLeft() or a later time.")
                            .detail("missingBefore", found.missingBefore()));
        }
        return found.ranges();
    }

    private static void requireSame(String runId, String begun, String now) {
        if (!ReplayDefinition.same(begun, now)) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    "replay events as '" + runId + "'",
                    "a replay of this id was begun as something else",
                    failure -> failure.hint("Repeat the request that began it, or take another id.")
                            .detail("begunAs", begun));
        }
    }

    /** Says why a crash may repeat events, if it may. */
    private String repetition() {
        return target.read("ask what " + target.address() + " can do", EventStreamDriver::capabilities)
                                .status(EventCapability.TRANSACTIONS)
                        instanceof CapabilityStatus.Unsupported unsupported
                ? "no transactions: " + unsupported.reason()
                : "";
    }

    private static ReplayResult result(String runId, CopyResult copied, Runnable atTheEnd) {
        if (copied.finished()) {
            atTheEnd.run();
        }
        return ReplayResult.of(
                new ReplayResult.Ending(runId, copied.finished(), copied.exactlyOnce()),
                copied.progress().totals().read(),
                copied.progress().totals().written(),
                copied.progress().totals().bytes());
    }

    private static DrException refusal(ErrorCode code, String operation, String problem) {
        return DrException.create(
                code, operation, problem, failure -> failure.hint("Start its request again with the same runId."));
    }
}
