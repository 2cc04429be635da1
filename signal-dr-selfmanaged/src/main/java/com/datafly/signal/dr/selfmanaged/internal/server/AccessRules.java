package com.datafly.signal.dr.selfmanaged.internal.server;

import java.util.ArrayList;
import java.util.List;

/** Who may connect: the content of {@code pg_hba.conf}. */
public final class AccessRules {

    private static final List<String> SOCKET = List.of("local all all trust", "local replication all trust");
    private static final List<String> LOOPBACK =
            List.of("host all all 127.0.0.1/32 scram-sha-256", "host replication all 127.0.0.1/32 scram-sha-256");

    private AccessRules() {}

    /**
     * Returns the rules of a server whose socket is in a private directory: everybody who gets there is trusted.
     *
     * @param first rules that come before all others
     * @param loopback whether 127.0.0.1 is let in, with a password
     */
    public static String text(List<String> first, boolean loopback) {
        List<String> rules = new ArrayList<>(first);
        rules.addAll(SOCKET);
        if (loopback) {
            rules.addAll(LOOPBACK);
        }
        return String.join("\n", rules) + "\n";
    }
}
