package com.datafly.signal.dr.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.tck.EventStreamDriverContract;
import com.datafly.signal.dr.tck.EventStreamHarness;
import com.datafly.signal.dr.tck.SecretRecorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on a real broker that asks for passwords and has access rules. */
class KafkaDriverIT extends EventStreamDriverContract implements EventStreamHarness {

    private static final String NOBODY_LISTENS = "127.0.0.1:1";
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final SecretRecorder RECORDER = SecretRecorder.create();
    private static final Secret PASSWORD = RECORDER.plant("password");
    private static final Secret WRONG = RECORDER.plant("wrong password");

    private static KafkaCluster cluster;
    private static Admin inside;

    @BeforeAll
    static void start() {
        cluster = KafkaCluster.start(c ->
                PASSWORD.use(value -> c.superUser("recovery", new String(value)).user("nobody", new String(value))));
        inside = Admin.create(Map.of("bootstrap.servers", cluster.insideBootstrap()));
    }

    @AfterAll
    static void stop() {
        inside.close(Duration.ZERO);
        cluster.close();
    }

    @Override
    protected EventStreamHarness harness() {
        return this;
    }

    @Override
    public EventStreamDriver newDriver() {
        return TestContext.user("recovery", PASSWORD).open(cluster.bootstrap());
    }

    @Override
    public SecretRecorder secrets() {
        return RECORDER;
    }

    @Override
    public void searchForSecrets() {
        try {
            RECORDER.search("the broker's log", Files.readString(cluster.logFile(1), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Set<Hook> hooks() {
        return EnumSet.complementOf(EnumSet.of(Hook.FAULTS));
    }

    @Override
    public EventStreamDriver unreachableDriver() {
        return TestContext.empty().with("request.timeout.ms", "500").open(NOBODY_LISTENS);
    }

    @Override
    public EventStreamDriver strangerDriver() {
        return TestContext.user("recovery", WRONG).open(cluster.bootstrap());
    }

    @Override
    public EventStreamDriver forbiddenDriver() {
        return TestContext.user("nobody", PASSWORD).open(cluster.bootstrap());
    }

    @Override
    public AutoCloseable consume(String group, String topic) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", cluster.insideBootstrap());
        settings.put("group.id", group);
        settings.put("enable.auto.commit", false);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        AtomicBoolean ended = new AtomicBoolean();
        CountDownLatch consumes = new CountDownLatch(1);
        Thread member = new Thread(
                () -> {
                    consumer.subscribe(List.of(topic));
                    while (!ended.get()) {
                        consumer.poll(MOMENT);
                        if (!consumer.assignment().isEmpty()) {
                            consumes.countDown();
                        }
                    }
                    consumer.close();
                },
                "member of " + group);
        member.start();
        await(consumes);
        return () -> {
            ended.set(true);
            member.join();
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void deleteBefore(PartitionId partition, long offset) {
        TopicPartition kafka = new TopicPartition(partition.topic(), partition.partition());
        done(() -> inside.deleteRecords(Map.of(kafka, RecordsToDelete.beforeOffset(offset)))
                .all()
                .get());
    }

    @Override
    public void deleteTopic(String topic) {
        done(() -> inside.deleteTopics(List.of(topic)).all().get());
    }

    private interface Call {
        void run() throws ExecutionException, InterruptedException;
    }

    private static void done(Call call) {
        try {
            call.run();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
