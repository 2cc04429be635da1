package com.datafly.signal.dr.playbook.step;

import java.util.Optional;

/**
 * Where a connection is to lead, as a step of the host's found out.
 *
 * @param host a host name or an IP address
 * @param port the port; the former one if none is given
 * @param database the database's name; the former one if none is given
 * @since 0.1
 */
public record ConnectionEndpoint(String host, Optional<Integer> port, Optional<String> database) {}
