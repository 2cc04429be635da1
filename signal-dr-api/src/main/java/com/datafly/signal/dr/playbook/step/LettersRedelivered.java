package com.datafly.signal.dr.playbook.step;

/**
 * What a redelivery of dead letters did.
 *
 * @param runId the redelivery's id
 * @param exactlyOnce whether each letter was redelivered exactly once; else a crash may have repeated some
 * @param redelivered how many went back to where they came from
 * @param parked how many went to the parking topic
 * @param leftBehind how many of those that were asked for stay
 * @since 0.1
 */
public record LettersRedelivered(String runId, boolean exactlyOnce, long redelivered, long parked, long leftBehind) {}
