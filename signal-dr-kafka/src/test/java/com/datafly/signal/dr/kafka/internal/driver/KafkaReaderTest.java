package com.datafly.signal.dr.kafka.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.kafka.internal.client.ClientOptions;
import com.datafly.signal.dr.kafka.internal.client.KafkaAddress;
import com.datafly.signal.dr.kafka.internal.client.KafkaClients;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.tck.DriverOptions;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** A reader on clients of Kafka's that fail where they seldom do. */
class KafkaReaderTest {

    private static final Map<PartitionId, Long> POSITION = Map.of(new PartitionId("events.raw", 0), 5L);

    @Test
    void aPositionThatIsNotAnsweredIsAFailureLikeAnyOther() {
        try (EventReader reader = reader(new TimeoutException("expired before the position could be determined"))) {
            reader.seek(POSITION);

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(reader::positions)
                    .satisfies(failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                        assertThat(failure.effect()).isEqualTo(Effect.NONE);
                        assertThat(failure.retry()).isEqualTo(RetryAdvice.SAFE);
                    });
        }
    }

    @Test
    void anInterruptionOnClosingIsSaidAndKept() {
        EventReader reader = reader(new InterruptException("closing"));
        reader.seek(POSITION);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(reader::close)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED));
        assertThat(Thread.interrupted()).isTrue();
    }

    private static EventReader reader(KafkaException failure) {
        KafkaClients clients = new KafkaClients(
                KafkaAddress.parse(ResourceAddress.parse("kafka:localhost:1")),
                ClientOptions.read(DriverOptions.none(), Set.of()));
        return new KafkaReader(
                new FailingConsumer(failure), new Offsets(clients, new Topics(clients)), new PartitionIds());
    }

    private static final class FailingConsumer extends MockConsumer<byte[], byte[]> {
        private final KafkaException failure;

        FailingConsumer(KafkaException failure) {
            super("none");
            this.failure = failure;
        }

        @Override
        public synchronized long position(TopicPartition partition) {
            throw failure;
        }

        @Override
        public synchronized void close(CloseOptions options) {
            if (failure instanceof InterruptException) {
                throw failure;
            }
        }
    }
}
