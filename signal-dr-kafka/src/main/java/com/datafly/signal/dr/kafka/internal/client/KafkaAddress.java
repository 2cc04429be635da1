package com.datafly.signal.dr.kafka.internal.client;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a cluster is first asked.
 *
 * @param bootstrap brokers as {@code HOST:PORT}
 */
public record KafkaAddress(List<String> bootstrap) {

    /** The scheme of addresses of Kafka clusters. */
    public static final String SCHEME = "kafka";

    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern BROKER = Pattern.compile(
            "(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}(?:%[\\w.-]+)?]):(\\d{1,5})");

    /** Takes a copy. */
    public KafkaAddress {
        bootstrap = List.copyOf(bootstrap);
    }

    /**
     * Reads {@code HOST:PORT[,HOST:PORT...]}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the location has another form
     */
    public static KafkaAddress parse(ResourceAddress address) {
        List<String> brokers = Arrays.asList(address.location().split(",", -1));
        brokers.stream().filter(broker -> !isBroker(broker)).findFirst().ifPresent(broker -> {
            throw malformed(address, broker);
        });
        return new KafkaAddress(brokers);
    }

    private static boolean isBroker(String text) {
        Matcher matcher = BROKER.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        int port = Integer.parseInt(matcher.group(1));
        return port > 0 && port <= HIGHEST_PORT;
    }

    /** Tells whether this is an address of {@code service}, by the names that the service gives to its brokers. */
    public boolean isAt(Service service) {
        return bootstrap.stream()
                .map(broker -> broker.substring(0, broker.lastIndexOf(':')).toLowerCase(Locale.ROOT))
                .anyMatch(service::owns);
    }

    private static DrException malformed(ResourceAddress address, String broker) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "open " + address,
                "'" + broker + "' is no broker's address",
                failure -> failure.resource(address.toString())
                        .hint("Write kafka:HOST:PORT[,HOST:PORT...], as in kafka:primary-kafka:9092."));
    }

    @Override
    public String toString() {
        return String.join(",", bootstrap);
    }
}
