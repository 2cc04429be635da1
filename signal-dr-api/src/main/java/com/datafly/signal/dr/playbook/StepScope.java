package com.datafly.signal.dr.playbook;

/**
 * What a step works on, which decides whether a drill performs it.
 *
 * @since 0.1
 */
public enum StepScope {
    /** Copies that the run makes, or nothing at all: performed in a drill as in a live run. */
    COPY,
    /** What the product runs on: a drill goes through the step's guards but leaves its action out. */
    SOURCE
}
