package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.events.FlowReport;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Instant;
import java.util.List;

/**
 * Whether events flowed.
 *
 * @param stream the address of the stream that was looked at
 * @param front where the marker was put in
 * @param marker the marker, by which it is found in logs
 * @param startedAt when it was put in
 * @param verdict whether events flowed
 * @param hops what became of the marker, in the order of the flow
 * @since 0.1
 */
public record FlowProbed(
        String stream, String front, String marker, Instant startedAt, Verdict verdict, List<FlowHopSeen> hops) {

    /** Keeps what a journal needs of {@code report}. */
    public static FlowProbed of(String stream, FlowReport report) {
        return new FlowProbed(
                stream,
                report.front(),
                report.marker(),
                report.startedAt(),
                report.verdict(),
                report.hops().stream().map(FlowHopSeen::of).toList());
    }
}
