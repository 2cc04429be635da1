package com.datafly.signal.dr.examples.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.ArchiveReport;
import com.datafly.signal.dr.events.ArchiveRequest;
import com.datafly.signal.dr.events.ArchivedRange;
import com.datafly.signal.dr.events.EventArchive;
import com.datafly.signal.dr.events.TopicRestore;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Measures how fast a topic is archived into a directory, checked there and restored, beside a {@link BareCopy} at the
 * same broker, in turns, with the compression of this library's writers and with the archive's. Its arguments are a
 * number of events, the bytes of each, a directory for the cluster and the archives, which is left as it was, and how
 * often to measure; the first round of each is not counted.
 */
public final class ArchiveBenchmark {

    private static final String TOPIC = "events.raw";
    private static final String COPY = "copied";
    private static final int PARTITIONS = 4;
    private static final int HALF_RANDOM = 2;

    private final KafkaCluster cluster;
    private final Path directory;
    private final int events;
    private final int bytes;
    private final PrintStream out;

    private ArchiveBenchmark(KafkaCluster cluster, Path directory, int events, int bytes) {
        this.cluster = cluster;
        this.directory = directory;
        this.events = events;
        this.bytes = bytes;
        this.out = System.out;
    }

    /** Prints what it measured. */
    public static void main(String[] arguments) throws IOException, ExecutionException, InterruptedException {
        Path directory = Files.createTempDirectory(Path.of(arguments[2]), "signal-dr-benchmark-");
        try (KafkaCluster cluster =
                KafkaCluster.start(more -> more.directory(directory).jvmOption("-Xmx1g"))) {
            int events = Integer.parseInt(arguments[0]);
            int bytes = Integer.parseInt(arguments[1]);
            new ArchiveBenchmark(cluster, directory, events, bytes).measure(Integer.parseInt(arguments[3]));
        } finally {
            Directories.remove(directory);
        }
    }

    private void measure(int rounds) throws IOException, ExecutionException, InterruptedException {
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
            List<Double> bare = new ArrayList<>();
            List<Double> gzip = new ArrayList<>();
            List<Double> archived = new ArrayList<>();
            for (int round = 0; round <= rounds; round++) {
                BareCopy copy = new BareCopy(cluster.bootstrap(), PARTITIONS, false);
                double lz4 = copyBare(admin, "bare with lz4", copy);
                double same = copyBare(admin, "bare with gzip", copy.gzip());
                double other = archive(admin, round);
                if (round > 0) {
                    bare.add(lz4);
                    gzip.add(same);
                    archived.add(other);
                }
            }
            line(
                    "median: bare with lz4 %,.0f, with gzip %,.0f, archive %,.0f, ratios %.2f and %.2f",
                    median(bare),
                    median(gzip),
                    median(archived),
                    median(archived) / median(bare),
                    median(archived) / median(gzip));
        }
    }

    private double copyBare(Admin admin, String what, BareCopy copy) throws ExecutionException, InterruptedException {
        String topic = COPY + "-" + System.nanoTime();
        create(admin, topic);
        double cpu = cpuSeconds();
        double rate = rate(() -> copy.copy(TOPIC, topic, events));
        line("%s %,.0f events/s, %.1f s of CPU with the broker's", what, rate, cpuSeconds() - cpu);
        admin.deleteTopics(List.of(topic)).all().get();
        return rate;
    }

    private double archive(Admin admin, int round) throws IOException, ExecutionException, InterruptedException {
        Path place = Files.createDirectory(directory.resolve("archive-" + round));
        String target = "restored-" + round;
        try (FileSystemObjectStore store = FileSystemObjectStore.open(place);
                SignalDr dr = SignalDr.builder()
                        .events("kafka:" + cluster.bootstrap())
                        .build()) {
            EventArchive archive = dr.events().archive(store, "audit");
            List<ArchiveReport> reports = new ArrayList<>();
            double before = cpuSeconds();
            double appended = rate(
                    () -> reports.add(archive.append(ArchiveRequest.of(TOPIC)).orThrow()));
            double cpu = cpuSeconds() - before;
            ArchivedRange.Amount amount = reports.get(0).amount();
            double verified = rate(() -> require(archive.verify().orThrow().ranges().stream()
                    .mapToLong(range -> range.amount().records())
                    .sum()));
            double restored = rate(() -> require(archive.restore(TopicRestore.create(TOPIC, more -> more.as(target)))
                    .records()));
            line(
                    "archive %,.0f events/s, %.1f s of CPU (%d segments, %.2f of the bytes), verify %,.0f, restore"
                            + " %,.0f",
                    appended,
                    cpu,
                    amount.segments(),
                    (double) amount.storedBytes() / amount.bytes(),
                    verified,
                    restored);
            require(amount.records());
            return appended;
        } finally {
            admin.deleteTopics(List.of(target)).all().get();
            Directories.remove(place);
        }
    }

    private void require(long records) {
        if (records != events) {
            throw new IllegalStateException(records + " events, not " + events);
        }
    }

    /** Returns how many events a second some work went through, from the first request to the last. */
    private double rate(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return events / ((System.nanoTime() - start) / 1e9);
    }

    /**
     * Returns what this process and the broker have used: it tells them apart also where others want the processors.
     */
    private double cpuSeconds() {
        return Stream.of(
                                ProcessHandle.current(),
                                ProcessHandle.of(cluster.pid(1)).orElseThrow())
                        .map(process -> process.info().totalCpuDuration().orElseThrow())
                        .mapToLong(Duration::toMillis)
                        .sum()
                / 1e3;
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

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private void line(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }
}
