package com.datafly.signal.dr.playbook.step;

/**
 * What copied from the old cluster to the new one is stopped, and stays so until somebody starts it.
 *
 * @param detail how that was made sure of
 * @since 0.1
 */
public record MirrorStopped(String detail) {}
