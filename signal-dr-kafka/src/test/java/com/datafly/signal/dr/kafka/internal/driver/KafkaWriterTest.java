package com.datafly.signal.dr.kafka.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.kafka.internal.client.ClientOptions;
import com.datafly.signal.dr.kafka.internal.client.KafkaAddress;
import com.datafly.signal.dr.kafka.internal.client.KafkaClients;
import com.datafly.signal.dr.tck.DriverOptions;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;

/** A writer on clients of Kafka's that fail where they seldom do. */
class KafkaWriterTest {

    @Test
    void anInterruptionOnOpeningIsSaidAndKeptThoughItComesAgainOnClosing() {
        MockProducer<byte[], byte[]> producer = new MockProducer<>();
        producer.initTransactionException = new InterruptException("opening");
        producer.closeException = new InterruptException("closing");
        try (KafkaClients clients = new KafkaClients(
                KafkaAddress.parse(ResourceAddress.parse("kafka:localhost:1")),
                ClientOptions.read(DriverOptions.none(), Set.of()))) {
            Topics topics = new Topics(clients);

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> KafkaWriter.transactional("paid", producer, topics, new PartitionIds()))
                    .satisfies(failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
                        assertThat(failure.getCause()).hasSuppressedException(producer.closeException);
                    });
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
