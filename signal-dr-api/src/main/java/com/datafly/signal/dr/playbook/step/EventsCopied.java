package com.datafly.signal.dr.playbook.step;

/**
 * Events that were copied.
 *
 * @param copy the copy's name at the cluster that they went to
 * @param events how many, since the copy's first beginning
 * @param exactlyOnce whether each was written once, whatever happened
 * @since 0.1
 */
public record EventsCopied(String copy, long events, boolean exactlyOnce) {}
