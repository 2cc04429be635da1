package com.datafly.signal.dr.examples.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.events.ReplayResult;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Measures how fast a replay is beside a {@link BareCopy} at the same broker, in turns. Its arguments are a number of
 * events, the bytes of each, a directory for the cluster, which is left as it was, and how often to measure; the first
 * round of both is not counted.
 */
public final class ReplayBenchmark {

    private static final String TOPIC = "events.raw";
    private static final int PARTITIONS = 4;
    private static final int HALF_RANDOM = 2;

    private final KafkaCluster cluster;
    private final int events;
    private final int bytes;
    private final PrintStream out;

    private ReplayBenchmark(KafkaCluster cluster, int events, int bytes, PrintStream out) {
        this.cluster = cluster;
        this.events = events;
        this.bytes = bytes;
        this.out = out;
    }

    /** Prints what it measured. */
    public static void main(String[] arguments) throws IOException, ExecutionException, InterruptedException {
        Path directory = Files.createTempDirectory(Path.of(arguments[2]), "signal-dr-benchmark-");
        try (KafkaCluster cluster =
                KafkaCluster.start(more -> more.directory(directory).jvmOption("-Xmx1g"))) {
            int events = Integer.parseInt(arguments[0]);
            int bytes = Integer.parseInt(arguments[1]);
            new ReplayBenchmark(cluster, events, bytes, System.out).measure(Integer.parseInt(arguments[3]));
        } finally {
            Directories.remove(directory);
        }
    }

    private void measure(int rounds) throws ExecutionException, InterruptedException {
        line(
                "%d events of %d bytes, %d partitions; %d processors, Java %s, load %.1f",
                events,
                bytes,
                PARTITIONS,
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()))) {
            create(admin, TOPIC);
            fill();
            List<Double> plain = new ArrayList<>();
            List<Double> bare = new ArrayList<>();
            List<Double> replay = new ArrayList<>();
            for (int round = 0; round <= rounds; round++) {
                plain.add(timed(admin, "plain-" + round, topic -> copyBare(topic, false)));
                bare.add(timed(admin, "bare-" + round, topic -> copyBare(topic, true)));
                replay.add(timed(admin, "replay-" + round, this::replay));
                print("round " + round, plain.get(round), bare.get(round), replay.get(round));
            }
            print("median", median(plain), median(bare), median(replay));
        }
    }

    private void print(String title, double plain, double bare, double replay) {
        line(
                "%s: bare %,.0f events/s, bare with the same headers %,.0f, replay %,.0f, ratios %.2f and %.2f",
                title, plain, bare, replay, replay / plain, replay / bare);
    }

    private void copyBare(String topic, boolean origins) {
        new BareCopy(cluster.bootstrap(), PARTITIONS, origins).copy(TOPIC, topic, events);
    }

    private void replay(String topic) {
        try (SignalDr dr =
                SignalDr.builder().events("kafka:" + cluster.bootstrap()).build()) {
            ReplayResult result = dr.events()
                    .replay()
                    .start(ReplayRequest.of(request -> request.topics(TOPIC).into(topic)))
                    .await();
            if (result.written() != events || !result.exactlyOnce()) {
                throw new IllegalStateException(result.toString());
            }
        }
    }

    /** Returns how many events a second were copied into a new topic, from the first request to the last. */
    private double timed(Admin admin, String topic, Copy copy) throws ExecutionException, InterruptedException {
        create(admin, topic);
        long start = System.nanoTime();
        copy.into(topic);
        double seconds = (System.nanoTime() - start) / 1e9;
        admin.deleteTopics(List.of(topic)).all().get();
        return events / seconds;
    }

    private static void create(Admin admin, String topic) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                .all()
                .get();
    }

    /** Half of each event is noise, so that it compresses as events do. */
    private void fill() {
        Random random = new Random(1);
        byte[] noise = new byte[bytes / HALF_RANDOM];
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrap(), "compression.type", "lz4", "linger.ms", 20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < events; i++) {
                byte[] value = new byte[bytes];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, value, 0, noise.length);
                byte[] key = Integer.toString(i).getBytes(UTF_8);
                BareCopy.send(producer, new ProducerRecord<>(TOPIC, i % PARTITIONS, key, value));
            }
        }
    }

    /** Leaves out the first round, in which code is compiled. */
    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().skip(1).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private void line(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }

    private interface Copy {
        void into(String topic);
    }
}
