package com.datafly.signal.dr.kafka;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.kafka.internal.client.ClientOptions;
import com.datafly.signal.dr.kafka.internal.client.KafkaAddress;
import com.datafly.signal.dr.kafka.internal.client.KafkaClients;
import com.datafly.signal.dr.kafka.internal.driver.KafkaDriver;
import com.datafly.signal.dr.kafka.internal.mirror.MirrorOptions;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventStreamProvider;

/**
 * Opens Kafka clusters as {@code kafka:HOST:PORT[,HOST:PORT...]}: Apache Kafka 2.1 and newer, Amazon MSK, Confluent
 * Cloud, and Event Hubs as far as its Kafka endpoint goes.
 *
 * <p>Options, with Kafka's own names: {@code security.protocol} (default {@code PLAINTEXT}, or {@code SASL_SSL} where
 * {@code sasl.mechanism} is set), {@code sasl.mechanism} ({@code PLAIN}, {@code SCRAM-SHA-256}, {@code SCRAM-SHA-512},
 * {@code AWS_MSK_IAM}), {@code user}, {@code client.id} (default {@code signal-dr}), {@code request.timeout.ms}
 * (default 10,000), {@code compression.type} of what is written (default {@code lz4}), {@code enable.idempotence}
 * (default {@code true}, at Event Hubs {@code false}, which does without transactions),
 * {@code ssl.truststore.location}, {@code ssl.truststore.type}, {@code ssl.truststore.certificates},
 * {@code ssl.keystore.location}, {@code ssl.keystore.type}, {@code ssl.keystore.certificate.chain} and
 * {@code ssl.endpoint.identification.algorithm}. Those that begin with {@code replication.} say how topics come to this
 * cluster from another one.
 *
 * <p>Secrets: {@code password}, {@code ssl.truststore.password}, {@code ssl.keystore.password},
 * {@code ssl.key.password}, {@code ssl.keystore.key} and {@code replication.connect-password}. They are refused as
 * options.
 *
 * <p>{@code unwrap} gives Kafka's {@code Admin}.
 *
 * @since 0.1
 */
public final class KafkaProvider implements EventStreamProvider {

    /** For {@link java.util.ServiceLoader}. */
    public KafkaProvider() {}

    @Override
    public String scheme() {
        return KafkaAddress.SCHEME;
    }

    /**
     * Makes a driver without asking the cluster, so that a name without an address and wrong credentials show at the
     * first call.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for an address or an option of another form
     */
    @Override
    public EventStreamDriver open(ResourceAddress address, DriverContext context) {
        KafkaAddress bootstrap = KafkaAddress.parse(address);
        ClientOptions options = ClientOptions.read(context, MirrorOptions.NAMES);
        return new KafkaDriver(new KafkaClients(bootstrap, options), MirrorOptions.read(context));
    }
}
