package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.events.GroupLag;
import com.datafly.signal.dr.events.GroupState;
import java.time.Duration;
import java.util.Optional;

/**
 * What one consumer group had not read.
 *
 * @param group the group's id
 * @param state whether somebody consumed
 * @param messages how many messages were unread; empty if that was not known of some partition
 * @param delay how old the oldest of them was; empty if that was not known of some partition
 * @param lost how many records were deleted before they were read
 * @param zero whether the group had read every partition of its topics to the end
 * @since 0.1
 */
public record GroupLagSeen(
        String group, GroupState state, Optional<Long> messages, Optional<Duration> delay, long lost, boolean zero) {

    /** Keeps what a journal needs of {@code lag}. */
    public static GroupLagSeen of(GroupLag lag) {
        return new GroupLagSeen(
                lag.name(),
                lag.group().state(),
                lag.total().messages().isPresent() ? Optional.of(lag.total().knownMessages()) : Optional.empty(),
                lag.total().delay(),
                lag.total().lost(),
                lag.zero());
    }
}
