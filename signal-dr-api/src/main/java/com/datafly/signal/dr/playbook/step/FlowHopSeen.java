package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.events.FlowHop;
import com.datafly.signal.dr.events.FlowSighting;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What became of a marker at one place where it had to come out.
 *
 * @param pattern the pattern of its topics
 * @param verdict whether it came out
 * @param missing the topics that should have shown it and did not
 * @param trouble why it could not be looked at, or why it did not come; empty if there is nothing to say
 * @param seenAfter how long after it was put in it had come out, by the measure of the process that looked
 * @param stampedAfter the same by the events' own times
 * @since 0.1
 */
public record FlowHopSeen(
        String pattern,
        Verdict verdict,
        List<String> missing,
        String trouble,
        Optional<Duration> seenAfter,
        Optional<Duration> stampedAfter) {

    /** Keeps what a journal needs of {@code hop}. */
    public static FlowHopSeen of(FlowHop hop) {
        return new FlowHopSeen(
                hop.pattern(),
                hop.verdict(),
                hop.missing(),
                hop.trouble(),
                hop.completion().map(FlowSighting::seenAfter),
                hop.completion().flatMap(FlowSighting::stampedAfter));
    }
}
