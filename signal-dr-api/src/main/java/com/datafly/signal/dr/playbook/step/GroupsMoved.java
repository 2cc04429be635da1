package com.datafly.signal.dr.playbook.step;

import java.util.List;

/**
 * Consumer groups that go on elsewhere.
 *
 * @param groups how many groups
 * @param bound how many events at most they read again
 * @param moves where each goes on, and where it had been before
 * @since 0.1
 */
public record GroupsMoved(int groups, long bound, List<GroupMove> moves) {}
