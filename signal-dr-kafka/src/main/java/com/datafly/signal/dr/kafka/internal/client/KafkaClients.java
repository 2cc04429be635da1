package com.datafly.signal.dr.kafka.internal.client;

import static org.apache.kafka.clients.CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.CLIENT_ID_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.CONNECTIONS_MAX_IDLE_MS_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.METADATA_MAX_AGE_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.kafka.internal.KafkaErrors;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The clients with which one cluster is reached. They are made when they are first asked for, because Kafka's look up
 * the brokers' names at once. Kafka's clients repeat requests by themselves, as after an election, for up to twice the
 * request timeout. Thread-safe.
 */
public final class KafkaClients implements AutoCloseable {

    /**
     * Each further attempt waits twice as long, up to a second. Kafka's client counts it as an attempt, too, that it
     * asks for a group first by the new request and then by the one for groups of the old protocol.
     */
    private static final long FIRST_RETRY_MILLIS = 20;

    /**
     * How long a transaction may take besides the delivery of what it writes, before the cluster aborts it. It is ended
     * every second, so one that takes longer has lost its writer; and as long as it is open, readers of committed
     * events get nothing behind it. With the longest request timeout it stays below the 15 minutes of brokers.
     */
    private static final Duration TRANSACTION_WORK = Duration.ofSeconds(10);

    private static final int RECONNECT_AT_MOST_MILLIS = 500;
    private static final int CONNECT_AT_MOST_MILLIS = 5_000;
    private static final int FETCH_BYTES = 64 << 20;
    private static final int PARTITION_FETCH_BYTES = 8 << 20;
    private static final int BATCH_BYTES = 256 << 10;
    private static final int BUFFER_BYTES = 64 << 20;
    private static final int LINGER_MILLIS = 5;

    /** By their documentation Event Hubs' front ends close what was idle for four minutes, and on larger requests. */
    private static final long EVENT_HUBS_IDLE_MILLIS = 180_000;

    private static final int EVENT_HUBS_REQUEST_BYTES = 1_000_000;

    private final KafkaAddress address;
    private final ClientOptions options;
    private @Nullable Admin admin;
    private boolean closed;

    /** Keeps how clients are made, and makes none. */
    public KafkaClients(KafkaAddress address, ClientOptions options) {
        this.address = address;
        this.options = options;
    }

    /** Returns where the cluster is first asked. */
    public KafkaAddress address() {
        return address;
    }

    /** Returns how long one request may take. */
    public Duration requestTimeout() {
        return options.requestTimeout();
    }

    /** Returns how long Kafka's clients try, repetitions included. */
    public Duration callTimeout() {
        return options.requestTimeout().multipliedBy(2);
    }

    /**
     * Returns the client that asks and changes, which is closed with this.
     *
     * @throws DrException with {@code UNAVAILABLE} if no broker's name has an address; {@code INVALID_ARGUMENT} if the
     *     certificates cannot be used; {@code FAILED_PRECONDITION} after {@link #close()}
     */
    public synchronized Admin admin() {
        if (closed) {
            throw closed();
        }
        if (admin == null) {
            Map<String, Object> settings = common();
            settings.put(RETRY_BACKOFF_MS_CONFIG, FIRST_RETRY_MILLIS);
            admin = made(() -> Admin.create(settings));
        }
        return admin;
    }

    /** Makes a consumer of bytes without a group, which its caller closes; fails as {@link #admin()} does. */
    public Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        Map<String, Object> all = common();
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        all.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
        all.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, -1);
        all.putAll(settings);
        requireOpen();
        return made(() -> new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    /** Makes a producer of bytes, which its caller closes; fails as {@link #admin()} does. */
    public Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = common();
        all.remove(DEFAULT_API_TIMEOUT_MS_CONFIG);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, idempotent());
        all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression());
        all.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        all.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) BUFFER_BYTES);
        all.put(ProducerConfig.SEND_BUFFER_CONFIG, -1);
        if (address.isAt(Service.EVENT_HUBS)) {
            all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, EVENT_HUBS_REQUEST_BYTES);
        }
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, callTimeout().toMillis());
        all.put(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Math.toIntExact(callTimeout().toMillis()));
        all.put(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Math.toIntExact(callTimeout().plus(TRANSACTION_WORK).toMillis()));
        all.putAll(settings);
        requireOpen();
        return made(() -> new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /** Tells whether writers are idempotent, and so may write in transactions: not at Event Hubs unless it is said. */
    public boolean idempotent() {
        return options.idempotence().orElseGet(() -> !address.isAt(Service.EVENT_HUBS));
    }

    /** Event Hubs takes no other than none and gzip. */
    private String compression() {
        return address.isAt(Service.EVENT_HUBS) ? "none" : options.compression();
    }

    /** Returns what all clients are made with. */
    Map<String, Object> common() {
        int request = Math.toIntExact(options.requestTimeout().toMillis());
        int connect = Math.min(request, CONNECT_AT_MOST_MILLIS);
        Map<String, Object> settings = new HashMap<>(options.security());
        settings.put(BOOTSTRAP_SERVERS_CONFIG, address.bootstrap());
        settings.put(CLIENT_ID_CONFIG, options.clientId());
        settings.put(REQUEST_TIMEOUT_MS_CONFIG, request);
        settings.put(
                DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(callTimeout().toMillis()));
        settings.put(RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_AT_MOST_MILLIS);
        settings.put(SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, connect);
        settings.put(SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, connect);
        settings.put(ENABLE_METRICS_PUSH_CONFIG, false);
        if (address.isAt(Service.EVENT_HUBS)) {
            settings.put(METADATA_MAX_AGE_CONFIG, EVENT_HUBS_IDLE_MILLIS);
            settings.put(CONNECTIONS_MAX_IDLE_MS_CONFIG, EVENT_HUBS_IDLE_MILLIS);
        }
        return settings;
    }

    private <T> T made(Supplier<T> client) {
        try {
            return client.get();
        } catch (KafkaException e) {
            throw KafkaErrors.onOpening("open kafka:" + address, e);
        }
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw closed();
        }
    }

    private DrException closed() {
        return DrException.of(ErrorCode.FAILED_PRECONDITION, "call kafka:" + address, "the driver was closed");
    }

    /** Closes the client that asks; those that others made are theirs to close. Closing twice is harmless. */
    @Override
    public void close() {
        Admin open;
        synchronized (this) {
            closed = true;
            open = admin;
            admin = null;
        }
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }
}
