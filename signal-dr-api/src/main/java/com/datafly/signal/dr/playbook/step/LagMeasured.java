package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.events.LagReport;
import java.time.Instant;
import java.util.List;

/**
 * What consumer groups had not read.
 *
 * @param measuredAt when that was found out
 * @param zero whether every expected group had read everything
 * @param groups the groups
 * @param obstacles why it was not zero, the first hundred reasons
 * @since 0.1
 */
public record LagMeasured(Instant measuredAt, boolean zero, List<GroupLagSeen> groups, List<String> obstacles) {

    private static final int MOST = 100;

    /** Keeps what a journal needs of {@code report}. */
    public static LagMeasured of(LagReport report) {
        return new LagMeasured(
                report.measuredAt(),
                report.zero(),
                report.groups().stream().map(GroupLagSeen::of).toList(),
                report.obstacles().stream().limit(MOST).toList());
    }
}
