package com.datafly.signal.dr.playbook.step;

/**
 * Whether an old cluster refuses events.
 *
 * @param fenced whether it does; else it does not answer, and has to be fenced when it is back
 * @param detail the same in a sentence
 * @since 0.1
 */
public record ClusterFenced(boolean fenced, String detail) {}
