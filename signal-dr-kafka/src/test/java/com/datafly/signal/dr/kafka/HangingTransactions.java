package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static com.datafly.signal.dr.kafka.Awaiting.awaitCalm;
import static com.datafly.signal.dr.kafka.NumberedEvents.PAID;
import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;

/** Ends what a cluster that was killed left open, as its operators have to: readers would wait there for ever. */
final class HangingTransactions {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private HangingTransactions() {}

    /**
     * Ends the producer's last transaction, as its next start does. What does not end so is a commit that was answered
     * and whose mark Kafka has skipped: it is aborted.
     */
    static void end(EventStreamDriver driver, String producer) {
        // A cluster that has just come back may take longer than a call does.
        awaitCalm(() -> {
            driver.writer(WriterSettings.transactional(producer)).close();
            return true;
        });
        long begin = System.nanoTime();
        await(() -> open(driver).isEmpty() || System.nanoTime() - begin > PATIENCE.toNanos());
        open(driver).forEach(partition -> abort(driver.unwrap(Admin.class).orElseThrow(), partition));
        await(() -> open(driver).isEmpty());
    }

    private static Set<PartitionId> open(EventStreamDriver driver) {
        Set<PartitionId> partitions = driver.topics().stream()
                .filter(topic -> topic.name().equals(PAID))
                .flatMap(topic -> topic.partitionIds().stream())
                .collect(Collectors.toSet());
        Map<PartitionId, OffsetAnswer> ends =
                driver.offsets(partitions, OffsetPoint.latest()).orThrow();
        Map<PartitionId, OffsetAnswer> stable =
                driver.offsets(partitions, OffsetPoint.stable()).orThrow();
        return partitions.stream()
                .filter(each -> requireNonNull(stable.get(each)).offset()
                        < requireNonNull(ends.get(each)).offset())
                .collect(Collectors.toSet());
    }

    private static void abort(Admin admin, PartitionId partition) {
        TopicPartition log = new TopicPartition(partition.topic(), partition.partition());
        try {
            for (ProducerState state : admin.describeProducers(Set.of(log))
                    .partitionResult(log)
                    .get()
                    .activeProducers()) {
                if (state.currentTransactionStartOffset().isPresent()) {
                    admin.abortTransaction(new AbortTransactionSpec(
                                    log,
                                    state.producerId(),
                                    (short) state.producerEpoch(),
                                    state.coordinatorEpoch().orElse(0)))
                            .all()
                            .get();
                }
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
