package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import java.util.Map;

/**
 * The lives of the topics that a replay began with. A topic that is made anew under its name begins at offset 0 again,
 * and a position in the former one says nothing of it.
 */
record ReplayLives(String runId, Map<String, String> begunWith) {

    /** Reads them from what is kept of the replay. */
    static ReplayLives begun(String runId, String definition) {
        return new ReplayLives(runId, ReplayDefinition.lineages(definition));
    }

    /**
     * Refuses to go on, or to call it whole, if one of them has ended.
     *
     * @param now the lives that the source has now
     * @param effect what happened by now
     */
    void require(ReplaySource source, Map<String, String> now, Effect effect) {
        begunWith.forEach((topic, life) -> {
            if (!life.equals(now.get(topic))) {
                throw refusal(
                        source, topic, effect, now.containsKey(topic) ? "was made anew" : "is not there any more");
            }
        });
    }

    private DrException refusal(ReplaySource source, String topic, Effect effect, String problem) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "replay events as '" + runId + "'",
                "topic '" + topic + "' of " + source + " " + problem + " since the replay began",
                failure -> failure.effect(effect)
                        .detail("topic", topic)
                        .hint("What was replayed until then is of the former topic, and may be followed by events of"
                                + " the new one if it was made while the replay ran. Replay what the new one has under"
                                + " another runId; the rest of the former one can come from an archive."));
    }
}
