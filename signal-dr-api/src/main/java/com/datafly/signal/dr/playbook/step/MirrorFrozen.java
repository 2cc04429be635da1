package com.datafly.signal.dr.playbook.step;

/**
 * Whether the copying software was told to stop.
 *
 * @param told whether it was; else nobody could be told, or nobody answered
 * @param detail the same in a sentence
 * @since 0.1
 */
public record MirrorFrozen(boolean told, String detail) {}
