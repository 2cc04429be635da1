package com.datafly.signal.dr.playbook.step;

import java.util.List;

/**
 * The workloads that were restarted for a connection secret.
 *
 * @param workloads each, in the order in which it was begun, as in {@code deployment/management-api}
 * @since 0.1
 */
public record ConsumersRestarted(List<String> workloads) {}
