package com.datafly.signal.dr.playbook.step;

/**
 * What the pods of a connection secret's consumers hold.
 *
 * @param consumers how many workloads use it
 * @param seen how many pods were seen to hold the new values
 * @param unseen how many were started since, and nobody can look into them
 * @since 0.1
 */
public record ConsumersVerified(int consumers, int seen, int unseen) {}
