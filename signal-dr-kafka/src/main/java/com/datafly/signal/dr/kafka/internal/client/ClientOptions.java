package com.datafly.signal.dr.kafka.internal.client;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.spi.DriverContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * How a cluster's clients are configured, from the options that the host set.
 *
 * @param security what all clients get: protocol, credentials, certificates; passwords as Kafka's own type, which its
 *     logs hide
 * @param clientId the name under which the cluster sees them
 * @param requestTimeout how long one request may take
 * @param compression how what is written is compressed
 * @param idempotence whether writers may be idempotent, and so in transactions; empty if the host did not say
 */
public record ClientOptions(
        Map<String, Object> security,
        String clientId,
        Duration requestTimeout,
        String compression,
        Optional<Boolean> idempotence) {

    static final String OPENING = "open a Kafka cluster";

    private static final int SHORTEST_MILLIS = 500;
    private static final int LONGEST_MILLIS = 300_000;
    private static final int DEFAULT_MILLIS = 10_000;
    private static final Pattern CLIENT_ID = Pattern.compile("[\\w.-]{1,100}");
    private static final Pattern MILLIS = Pattern.compile("\\d{1,9}");
    private static final Set<String> COMPRESSIONS = Set.of("none", "gzip", "snappy", "lz4", "zstd");
    private static final Set<String> OTHERS =
            Set.of("client.id", "request.timeout.ms", "compression.type", "enable.idempotence");

    /** Takes a copy. */
    public ClientOptions {
        security = Map.copyOf(security);
    }

    /**
     * Checks all options.
     *
     * @param furtherOptions the names of those that others read from {@code context}
     * @throws DrException with {@code INVALID_ARGUMENT} for one that nobody reads, one of another form, and a password
     *     that is not a {@link Secret}
     */
    public static ClientOptions read(DriverContext context, Set<String> furtherOptions) {
        Set<String> known = new TreeSet<>(furtherOptions);
        known.addAll(OTHERS);
        known.addAll(SecurityOptions.NAMES);
        for (String name : context.optionNames()) {
            if (SecurityOptions.SECRETS.contains(name) || name.endsWith("password")) {
                throw invalid(
                        "'" + name + "' is given as an option, in plain text", "Give it as a Secret of the same name.");
            }
            if (!known.contains(name)) {
                throw invalid("option '" + name + "' is unknown", "Use one of " + String.join(", ", known) + ".");
            }
        }
        return new ClientOptions(
                new HashMap<>(SecurityOptions.read(context)),
                clientId(context),
                requestTimeout(context),
                compression(context),
                idempotence(context));
    }

    private static Optional<Boolean> idempotence(DriverContext context) {
        return context.option("enable.idempotence").map(text -> {
            if (!text.equals("true") && !text.equals("false")) {
                throw invalid("option enable.idempotence is '" + text + "'", "Use true or false.");
            }
            return Boolean.valueOf(text);
        });
    }

    private static String clientId(DriverContext context) {
        String id = context.option("client.id").orElse("signal-dr");
        if (!CLIENT_ID.matcher(id).matches()) {
            throw invalid("option client.id is '" + id + "'", "Use 1 to 100 letters, digits and the characters _ . -.");
        }
        return id;
    }

    private static Duration requestTimeout(DriverContext context) {
        String text = context.option("request.timeout.ms").orElse(Integer.toString(DEFAULT_MILLIS));
        int millis = MILLIS.matcher(text).matches() ? Integer.parseInt(text) : -1;
        if (millis < SHORTEST_MILLIS || millis > LONGEST_MILLIS) {
            throw invalid(
                    "option request.timeout.ms is '" + text + "'",
                    "Use milliseconds from " + SHORTEST_MILLIS + " to " + LONGEST_MILLIS + ".");
        }
        return Duration.ofMillis(millis);
    }

    private static String compression(DriverContext context) {
        String name = context.option("compression.type").orElse("lz4");
        if (!COMPRESSIONS.contains(name)) {
            throw invalid(
                    "option compression.type is '" + name + "'",
                    "Use one of " + String.join(", ", new TreeSet<>(COMPRESSIONS)) + ".");
        }
        return name;
    }

    static DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, OPENING, problem, failure -> failure.hint(hint));
    }

    /** Shows no credentials. */
    @Override
    public String toString() {
        return clientId;
    }
}
