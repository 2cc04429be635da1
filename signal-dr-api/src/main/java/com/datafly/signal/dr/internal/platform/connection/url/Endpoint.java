package com.datafly.signal.dr.internal.platform.connection.url;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a connection is to lead.
 *
 * @param host the host
 * @param port the port; the former one if none is given
 * @param database the database's name; the former one if none is given
 * @param user the user; the former one if none is given
 */
public record Endpoint(String host, Optional<Integer> port, Optional<String> database, Optional<String> user) {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_.])?");
    private static final Pattern ADDRESS = Pattern.compile("\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\\]?");
    private static final int MOST_PORTS = 65_535;

    /** Checks that it can stand in a connection text. */
    public Endpoint {
        requireNonNull(host, "host");
        if (!HOST.matcher(host).matches() && !ADDRESS.matcher(host).matches()) {
            throw Texts.invalid("name an endpoint", "the host is '" + host + "'", "Give a host name or an IP address.");
        }
        port.ifPresent(number -> {
            if (number < 1 || number > MOST_PORTS) {
                throw Texts.invalid("name an endpoint", "the port is " + number, "Give a number from 1 to 65535.");
            }
        });
    }

    /** Returns the host as a URL writes it: an IPv6 address in brackets. */
    String urlHost() {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** Returns the host as it stands alone. */
    String plainHost() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
