package com.datafly.signal.dr.playbook.step;

import java.util.Map;

/**
 * What a database said it can do of what was asked for.
 *
 * @param capabilities by the capability's name: {@code supported}, with its limits, or what only a trial would tell
 * @since 0.1
 */
public record CapabilitiesSeen(Map<String, String> capabilities) {}
