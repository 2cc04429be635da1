package com.datafly.signal.dr.internal.playbook.failover;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.events.StateTopic;
import com.datafly.signal.dr.internal.playbook.Values;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CutOver;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The last cut-over from one source, kept at the cluster that was cut over to: going back needs it, in another run. It
 * is open until the way back has ended, and while it is open there is no other.
 */
record CutOvers(StateTopic state, String prefix) {

    /** What to do about a cut-over that is open. */
    static final String REMEDY =
            "Resume the run that cut over, or go back first. If nobody goes back from it, end it by"
                    + " the step closeCutOver: what came since then stays where it is.";

    private static final byte[] YES = "true".getBytes(UTF_8);

    static CutOvers at(StepContext context) {
        return new CutOvers(
                new StateTopic(Clusters.standby(context)),
                "failover/" + Clusters.link(context).driver().sourceAlias() + "/");
    }

    /**
     * A cut-over as it is kept.
     *
     * @param closed when the way back had ended
     */
    record Kept(CutOver cut, Optional<Instant> closed) {}

    /** Opens a cut-over, in place of one of the same run or of one that is closed; else refuses. */
    void open(StepContext context, CutOver cut) {
        openOfAnother(context).ifPresent(other -> {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION, context.stepId(), described(other), failure -> failure.hint(REMEDY));
        });
        Map<String, Optional<byte[]>> changes = new HashMap<>();
        state.read(stay("")).keySet().forEach(key -> changes.put(key, Optional.empty()));
        changes.put(key(), Optional.of(bytes(new Kept(cut, Optional.empty()))));
        state.put(changes);
    }

    /** Returns the last cut-over, open or not. */
    Optional<Kept> last() {
        return state.get(key()).map(bytes -> Values.read(new String(bytes, UTF_8), Kept.class));
    }

    /** Returns the cut-over that is open. */
    Optional<CutOver> open() {
        return last().filter(kept -> kept.closed().isEmpty()).map(Kept::cut);
    }

    /** Returns the cut-over that another run left open. */
    Optional<CutOver> openOfAnother(StepContext context) {
        return open().filter(cut -> !cut.run().equals(context.runId()));
    }

    static String described(CutOver cut) {
        return "the run " + cut.run() + " cut over at " + cut.at() + ", and nobody went back since: another mark would"
                + " forget what came in between";
    }

    /** Returns the cut-over that is open, or refuses. */
    CutOver require(StepContext context) {
        Kept kept = last().orElseThrow(() -> refusal(
                context,
                "nothing was ever cut over from " + context.events().address() + " to "
                        + context.standbyEvents().address()));
        if (kept.closed().isPresent()) {
            throw refusal(
                    context,
                    "the way back from the cut-over of the run " + kept.cut().run() + " ended at "
                            + kept.closed().get());
        }
        return kept.cut();
    }

    private static DrException refusal(StepContext context, String problem) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                context.stepId(),
                problem,
                failure -> failure.hint("Going back needs the offsets of a cut-over: fail over by the step"
                        + " markCutOver, or copy by EventStream.replay()."));
    }

    /** Ends a cut-over. */
    void close(StepContext context, CutOver cut) {
        state.put(key(), bytes(new Kept(cut, Optional.of(context.clock().instant()))));
    }

    /** Notes topics of the new cluster that do not go back. */
    void leave(Set<String> topics) {
        state.put(topics.stream().collect(Collectors.toMap(this::stay, topic -> Optional.of(YES))));
    }

    /** Returns the topics that do not go back. */
    Set<String> staying() {
        int from = stay("").length();
        return state.read(stay("")).keySet().stream()
                .map(key -> key.substring(from))
                .collect(Collectors.toSet());
    }

    private String key() {
        return prefix + "cut-over";
    }

    private String stay(String topic) {
        return prefix + "stay/" + topic;
    }

    private static byte[] bytes(Kept kept) {
        return Values.write(kept).getBytes(UTF_8);
    }
}
