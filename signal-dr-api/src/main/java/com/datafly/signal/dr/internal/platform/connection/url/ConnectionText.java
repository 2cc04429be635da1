package com.datafly.signal.dr.internal.platform.connection.url;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Changes where a connection text leads, and nothing else of it. White space around it, as a file's last line end,
 * stays. No failure tells anything of a text; {@code operation} names what it belongs to.
 */
public final class ConnectionText {

    private static final String LOOK = "look for hosts";

    private ConnectionText() {}

    /**
     * Repoints a JDBC URL, a libpq URL or libpq keywords.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if it is none of them, or drivers differ in what it means
     */
    public static String repoint(String operation, String text, Endpoint to) {
        String bare = text.strip();
        String repointed;
        if (JdbcUrl.isOne(bare)) {
            repointed = JdbcUrl.repoint(operation, bare, to);
        } else if (LibpqUrl.isOne(bare)) {
            repointed = LibpqUrl.repoint(operation, bare, to);
        } else if (LibpqKeywords.isOne(bare)) {
            repointed = LibpqKeywords.repoint(operation, bare, to);
        } else {
            throw Texts.ambiguous(operation, "it is neither a JDBC nor a libpq URL nor a list of libpq keywords");
        }
        return around(text, repointed);
    }

    /**
     * Repoints a host that stands alone, with a port behind it only if it had one.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if it is no host
     */
    public static String host(String operation, String text, Endpoint to) {
        String bare = text.strip();
        HostList former = HostList.parse(operation, bare);
        boolean ported = former.ports().stream().anyMatch(port -> !port.isEmpty());
        return around(text, ported ? former.repointed(operation, to) : to.plainHost());
    }

    /** Replaces what stands alone, as a port or a name; keeps it where there is no newer one. */
    public static String plain(String text, String newer) {
        return around(text, newer);
    }

    /**
     * Repoints a list of Kafka's servers, whose protocols stay.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if either is no such list
     */
    public static String servers(String operation, String text, String newer) {
        return around(text, BootstrapServers.repoint(operation, text.strip(), newer));
    }

    /**
     * Checks a list of Kafka's servers.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if it is none
     */
    public static String requireServers(String operation, String text) {
        return BootstrapServers.requireList(operation, text);
    }

    /**
     * Returns the hosts that a JDBC URL, a libpq URL, libpq keywords or a list of Kafka's servers names; none where it
     * is none of them.
     */
    public static Set<String> hosts(String text) {
        String bare = text.strip();
        return understood(() -> {
            if (JdbcUrl.isOne(bare)) {
                return JdbcUrl.hostsOf(LOOK, bare);
            } else if (LibpqUrl.isOne(bare)) {
                return LibpqUrl.hostsOf(LOOK, bare);
            }
            return LibpqKeywords.isOne(bare) ? LibpqKeywords.hostsOf(LOOK, bare) : BootstrapServers.hostsOf(LOOK, bare);
        });
    }

    /** Returns the hosts of a text that is said to be a host alone, with a port behind it or not. */
    public static Set<String> hostsAlone(String text) {
        return understood(() -> HostList.hostsOf(LOOK, text.strip()));
    }

    private static Set<String> understood(Supplier<Stream<String>> look) {
        try {
            return look.get().collect(Collectors.toSet());
        } catch (DrException e) {
            if (e.code() != ErrorCode.INVALID_ARGUMENT) {
                throw e;
            }
            return Set.of();
        }
    }

    private static String around(String text, String repointed) {
        String bare = text.strip();
        int begin = bare.isEmpty() ? 0 : text.indexOf(bare);
        return text.substring(0, begin) + repointed + text.substring(begin + bare.length());
    }
}
