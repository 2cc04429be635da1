import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/**
 * The same run as a workflow of DBOS Transact: steps one after another whose work takes no time, and the same yardstick
 * in between. Not compiled by the build: {@code RunBenchmark} runs this source with the peer's jars as its class path.
 */
public final class DbosWorkflow {

    private static final int EVERY = 5;
    private static final int APPENDS = 1;

    private final FileChannel plain;
    private final ByteBuffer block = ByteBuffer.allocateDirect(1024);
    private final long[] overhead;
    private final long[] forced;
    private DBOS dbos;
    private long left;
    private int taken;
    private int appended;

    private DbosWorkflow(Path file, int steps) throws IOException {
        plain = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
        overhead = new long[steps];
        forced = new long[steps];
    }

    /** The workflow. */
    public interface Steps {

        long run(int steps);
    }

    /** Takes a JDBC URL, a user, a password, a number of steps, and a new file for the yardstick. */
    public static void main(String[] arguments) throws Exception {
        int steps = Integer.parseInt(arguments[3]);
        DBOSConfig config = DBOSConfig.defaults("benchmark")
                .withDatabaseUrl(arguments[0])
                .withDbUser(arguments[1])
                .withDbPassword(arguments[2])
                .withMigrate(true);
        try (DBOS dbos = new DBOS(config)) {
            DbosWorkflow workflow = new DbosWorkflow(Path.of(arguments[4]), steps);
            workflow.dbos = dbos;
            Steps proxy = dbos.registerProxy(Steps.class, workflow.new InSequence());
            dbos.launch();
            proxy.run(Math.min(100, steps));
            workflow.forget();
            long begin = System.nanoTime();
            proxy.run(steps);
            workflow.print(steps, (System.nanoTime() - begin) / 1e9);
        }
    }

    /** Runs one step after another. */
    public final class InSequence implements Steps {

        @Override
        @Workflow(name = "benchmark")
        public long run(int steps) {
            long sum = 0;
            for (int number = 1; number <= steps; number++) {
                int one = number;
                sum += dbos.runStep(() -> work(one), "step-" + number);
            }
            return sum;
        }
    }

    private long work(int number) {
        if (left != 0) {
            overhead[taken++] = System.nanoTime() - left;
        }
        if (number % EVERY == 0) {
            append();
        }
        left = System.nanoTime();
        return (long) number * number;
    }

    private void append() {
        try {
            for (int i = 0; i < APPENDS; i++) {
                long begin = System.nanoTime();
                block.clear();
                while (block.hasRemaining()) {
                    plain.write(block);
                }
                plain.force(false);
                forced[appended++] = System.nanoTime() - begin;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forget() {
        left = 0;
        taken = 0;
        appended = 0;
    }

    private void print(int steps, double seconds) {
        System.out.printf(Locale.ROOT, "%nDBOS Transact, %d steps, %.1f s%n", steps, seconds);
        print("DBOS, per step:          ", overhead, taken);
        print("append of 1024 B and sync:", forced, appended);
        System.out.printf(
                Locale.ROOT,
                "  ratio: of means %.2f, of medians %.2f%n",
                mean(overhead, taken) / mean(forced, appended),
                (double) percentile(overhead, taken, 50) / percentile(forced, appended, 50));
    }

    private static void print(String title, long[] nanos, int count) {
        System.out.printf(
                Locale.ROOT,
                "  %s mean %7.0f us, median %7.0f us, 99%% %7.0f us%n",
                title,
                mean(nanos, count) / 1e3,
                percentile(nanos, count, 50) / 1e3,
                percentile(nanos, count, 99) / 1e3);
    }

    private static double mean(long[] nanos, int count) {
        return Arrays.stream(nanos, 0, count).average().orElse(Double.NaN);
    }

    private static long percentile(long[] nanos, int count, int percent) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(count - 1) * percent / 100];
    }
}
