package com.datafly.signal.dr.playbook.step;

/**
 * The end of a step that leaves nothing but a sentence.
 *
 * @param detail what was done, or why nothing had to be
 * @since 0.1
 */
public record Done(String detail) {}
