package com.datafly.signal.dr.internal.platform.connection.url;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hosts and ports as connection texts list them.
 *
 * @param ports the port of each, empty where it has none
 */
record HostList(List<String> ports) {

    private static final Pattern ENTRY = Pattern.compile("(\\[[0-9A-Fa-f:.%]+\\]|[^\\[\\]:/@?#\\s]*)(?::([0-9]*))?");

    /** Reads a list; an empty text is one host that is left to the driver. */
    static HostList parse(String operation, String text) {
        List<String> ports = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            Matcher matcher = ENTRY.matcher(entry);
            if (!matcher.matches()) {
                throw Texts.ambiguous(operation, "its hosts are not written as host:port");
            }
            ports.add(Optional.ofNullable(matcher.group(2)).orElse(""));
        }
        return new HostList(List.copyOf(ports));
    }

    /** Returns the hosts of a list alone. */
    static Stream<String> hostsOf(String operation, String text) {
        parse(operation, text);
        return Arrays.stream(text.split(",", -1))
                .map(ENTRY::matcher)
                .filter(Matcher::matches)
                .map(entry -> entry.group(1));
    }

    /** Returns the only port of a list that stands without its hosts, for there is one host now. */
    static String onePort(String operation, String listed) {
        return new HostList(List.of(listed.split(",", -1))).onlyPort(operation);
    }

    /** Returns the new list, which has one host, whatever the former one had. */
    String repointed(String operation, Endpoint to) {
        String port = to.port().map(String::valueOf).orElseGet(() -> onlyPort(operation));
        return to.urlHost() + (port.isEmpty() ? "" : ":" + port);
    }

    private String onlyPort(String operation) {
        if (ports.stream().distinct().count() > 1) {
            throw Texts.invalid(operation, "its hosts have different ports", "Give the new endpoint's port too.");
        }
        return ports.get(0);
    }
}
