package com.datafly.signal.dr.playbook.step;

/**
 * A hold on a snapshot or a freeze of all removals, set or ended.
 *
 * @param subject the snapshot's id, or the database's address
 * @param reason the reason that is, or was, noted
 * @param changed whether the step changed anything; if not, somebody else's protection was there and was left alone, or
 *     there was none to end
 * @since 0.1
 */
public record Protection(String subject, String reason, boolean changed) {}
