package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.internal.playbook.action.Work;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CutOver;
import com.datafly.signal.dr.playbook.step.EventsCopied;
import com.datafly.signal.dr.playbook.step.MirrorResumed;
import com.datafly.signal.dr.playbook.step.PartitionOffset;
import com.datafly.signal.dr.spi.ReplicationDriver;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Lets the copying software go on in its direction once everything came back. Positions are moved forward only, so that
 * repeating this moves nothing that has gone on since, and before anything is copied it is written down where the
 * events that came back stand at both clusters: offsets are translated by that.
 */
public final class ResumeMirror extends BuiltIn<ResumeMirror.Input, MirrorResumed> {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Makes the action. */
    public ResumeMirror() {
        super("resume-mirror", Input.class, MirrorResumed.class);
    }

    /**
     * What came back before.
     *
     * @param copyStep the step that copied the last events back
     */
    public record Input(String copyStep) {}

    @Override
    public MirrorResumed act(StepContext context, Input input) {
        ReplicationDriver driver = Clusters.link(context).driver();
        EventsCopied copy = Clusters.require(context, input.copyStep(), EventsCopied.class);
        CutOver cut = CutOvers.at(context)
                .last()
                .map(CutOvers.Kept::cut)
                .filter(each -> CopyBack.copyId(each).equals(copy.copy()))
                .orElseThrow(() -> DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        context.stepId(),
                        "what came back belongs to another cut-over than the last one",
                        failure -> failure.hint("Go back by a run of its own, which copies back what came since the"
                                + " last cut-over, and resume in that run.")));
        OtherWay.requireNone(context, driver);
        WayOn way = until(context, () -> WayOn.find(context, cut, copy));
        Map<PartitionId, Long> behind = behind(context, driver, way);
        List<OffsetSync> unknown = unknown(context, driver, way);
        if (!behind.isEmpty() || !unknown.isEmpty()) {
            driver.stop();
            until(context, () -> {
                driver.changePositions(behind);
                return behind;
            });
            if (!unknown.isEmpty()) {
                driver.note(unknown);
            }
        }
        until(context, () -> {
            driver.resume();
            return way;
        });
        until(context, () -> requireCopying(context));
        return new MirrorResumed(behind.entrySet().stream()
                .map(each -> PartitionOffset.of(each.getKey(), each.getValue()))
                .toList());
    }

    private static Map<PartitionId, Long> behind(StepContext context, ReplicationDriver driver, WayOn way) {
        Map<PartitionId, Long> now = Clusters.standby(context)
                .read(
                        "ask how far topics are copied to "
                                + context.standbyEvents().address(),
                        d -> driver.positions());
        Map<PartitionId, Long> behind = new TreeMap<>(way.positions());
        behind.entrySet().removeIf(each -> now.getOrDefault(each.getKey(), 0L) >= each.getValue());
        return behind;
    }

    /** What was written down once would, written again, tell that copying went back. */
    private static List<OffsetSync> unknown(StepContext context, ReplicationDriver driver, WayOn way) {
        Map<PartitionId, Long> known = new HashMap<>();
        Clusters.standby(context)
                .read("read the pairs of offsets", each -> driver.syncs(0))
                .syncs()
                .forEach(sync -> known.merge(sync.partition(), sync.sourceOffset(), Math::max));
        return way.pairs().stream()
                .filter(pair -> pair.sourceOffset() > known.getOrDefault(pair.partition(), -1L))
                .toList();
    }

    private static MirrorTasks requireCopying(StepContext context) {
        MirrorTasks tasks = MirrorTasks.ask(context);
        if (!tasks.copy()) {
            throw DrException.create(
                    ErrorCode.UNAVAILABLE,
                    context.stepId(),
                    "the copying software was told to go on, and none of its tasks runs",
                    failure -> failure.effect(Effect.APPLIED)
                            .hint("Look at its tasks by EventReplication.status(), and retry the step: positions that"
                                    + " were moved stay."));
        }
        return tasks;
    }

    /** Asks again while it says that it has not come so far: its tasks end and begin after they were told. */
    private static <T> T until(StepContext context, Supplier<T> call) {
        long end = context.time().nanoTime()
                + Math.min(PATIENCE.toNanos(), context.remaining().toNanos());
        while (true) {
            try {
                return call.get();
            } catch (DrException e) {
                boolean early = e.code() == ErrorCode.FAILED_PRECONDITION || e.code() == ErrorCode.UNAVAILABLE;
                if (!early || context.time().nanoTime() > end) {
                    throw e;
                }
            }
            Work.pause(context, POLL);
        }
    }

    @Override
    public Sighting<MirrorResumed> find(StepContext context, Input input) {
        return Sighting.notStarted("positions move forward only, so to do it again is harmless");
    }

    @Override
    public void undo(StepContext context, Input input, MirrorResumed output) {
        Clusters.link(context).driver().pause();
    }

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.copyStep());
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("lets what copies " + context.events().address() + " to "
                + context.standbyEvents().address() + " go on behind what came back");
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("# stop MirrorMaker's source connector, PATCH /connectors/NAME/offsets at Kafka Connect to the"
                + " last offsets that were copied back, and PUT /connectors/NAME/resume");
    }
}
