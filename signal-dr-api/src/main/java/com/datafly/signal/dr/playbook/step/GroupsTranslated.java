package com.datafly.signal.dr.playbook.step;

import java.time.Instant;
import java.util.List;

/**
 * Where consumer groups go on.
 *
 * @param moves by group and partition
 * @param bound how many events at most all of them together read again for want of exactness
 * @param asOf when the oldest commit that was used was read: what was read after that is read again
 * @param live whether the commits were just read from the source; else they come from the journal at the standby
 * @since 0.1
 */
public record GroupsTranslated(List<GroupMove> moves, long bound, Instant asOf, boolean live) {}
