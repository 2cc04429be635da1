package com.datafly.signal.dr.internal.platform.connection.url;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code host:port,host:port}, each perhaps with a protocol before it, as Kafka's clients take it. */
final class BootstrapServers {

    private static final Pattern SERVER =
            Pattern.compile("\\s*([A-Z_]+://)?(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+):([0-9]+)\\s*");

    private BootstrapServers() {}

    static String requireList(String operation, String text) {
        servers(operation, text);
        return text;
    }

    /** Returns the new list, with the protocol that the former one names, where it names one. */
    static String repoint(String operation, String former, String newer) {
        List<String> protocols = servers(operation, former).stream()
                .map(server -> Optional.ofNullable(server.group(1)).orElse(""))
                .distinct()
                .toList();
        if (protocols.size() > 1) {
            throw Texts.ambiguous(operation, "its servers have different protocols");
        }
        return servers(operation, newer).stream()
                .map(server -> Optional.ofNullable(server.group(1)).orElse(protocols.get(0)) + server.group(2) + ":"
                        + server.group(3))
                .collect(Collectors.joining(","));
    }

    static Stream<String> hostsOf(String operation, String text) {
        return servers(operation, text).stream().map(server -> server.group(2));
    }

    private static List<Matcher> servers(String operation, String text) {
        return Arrays.stream(text.split(",", -1))
                .map(SERVER::matcher)
                .peek(server -> {
                    if (!server.matches()) {
                        throw Texts.invalid(
                                operation, "it is no list of servers", "Write host:port, several parted by commas.");
                    }
                })
                .toList();
    }
}
