package com.datafly.signal.dr.examples.benchmark;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.StepKind;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures what a run adds to each of its steps, beside one append and sync of the same file system in the same run,
 * and beside a peer. Its arguments are a number of steps, a directory on the disk to measure, which is left as it was,
 * and where the peer's jars and program are, if it is to be measured too.
 */
public final class RunBenchmark {

    private static final int FEW = 1000;
    private static final Duration LIMIT = Duration.ofHours(1);

    private final Path directory;
    private final PrintStream out;

    private RunBenchmark(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    /** Prints what it measured. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        Path place = Path.of(arguments.length > 1 ? arguments[1] : System.getProperty("java.io.tmpdir"));
        Path directory = Files.createTempDirectory(place, "signal-dr-benchmark-");
        try {
            RunBenchmark benchmark = new RunBenchmark(directory, System.out);
            benchmark.measureRuns(steps);
            if (arguments.length > 3) {
                new PeerBenchmark(directory, Path.of(arguments[2]), Path.of(arguments[3])).measure(steps);
            }
        } finally {
            Directories.remove(directory);
        }
    }

    private void measureRuns(int steps) throws IOException {
        line(
                "%d processors, Java %s, load %.1f",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        Row warm = new Row(FEW, StepKind.PURE, false);
        int bytes = measure("warm-up", warm, 1000);
        for (Row row : new Row[] {
            warm,
            new Row(steps, StepKind.PURE, false),
            new Row(steps, StepKind.REVERSIBLE, false),
            new Row(FEW, StepKind.REVERSIBLE, true)
        }) {
            measure(row.steps + " steps, " + row.kind + (row.observes ? ", each observed" : ""), row, bytes);
        }
    }

    /** What kind of run to measure. */
    private record Row(int steps, StepKind kind, boolean observes) {}

    /** Measures one run; returns the bytes that it wrote per step. */
    private int measure(String title, Row row, int bytes) throws IOException {
        Path place = Files.createTempDirectory(directory, "run-");
        try (PlainAppends plain = PlainAppends.to(place.resolve("plain"), bytes);
                SignalDr dr = SignalDr.builder()
                        .journal(place.resolve("journal"))
                        .principal("benchmark")
                        .build()) {
            Probe probe = new Probe(plain, new HashSet<>(List.of(1, FEW, row.steps / 2, row.steps)));
            Playbook playbook = ProbeStep.row(row.steps, row.kind, row.observes, probe);
            Plan plan = dr.playbooks().plan(playbook);
            long begin = System.nanoTime();
            try (Run run = plan.start()) {
                long began = System.nanoTime();
                RunStatus ended = run.await(LIMIT);
                double seconds = (System.nanoTime() - began) / 1e9;
                if (ended.state() != RunState.SUCCEEDED) {
                    throw new IllegalStateException(ended.toString());
                }
                Path log = place.resolve("journal/logs/" + run.id() + ".log");
                print(title, probe, plain);
                line(
                        "  the beginning took %.2f s, the steps %.1f s, the journal has %d bytes",
                        (began - begin) / 1e9, seconds, Files.size(log));
                return Math.toIntExact(Files.size(log) / row.steps);
            }
        } finally {
            Directories.remove(place);
        }
    }

    private void print(String title, Probe probe, PlainAppends plain) {
        Samples overhead = probe.overhead();
        Samples force = probe.plain();
        line("%n%s", title);
        line(
                "  engine, per step:         mean %7.0f us, median %7.0f us, 99%% %7.0f us",
                overhead.mean(), overhead.percentile(50), overhead.percentile(99));
        line(
                "  append of %4d B and sync: mean %7.0f us, median %7.0f us, 99%% %7.0f us",
                plain.bytes(), force.mean(), force.percentile(50), force.percentile(99));
        line(
                "  ratio: of means %.2f, of medians %.2f",
                overhead.mean() / force.mean(), overhead.percentile(50) / force.percentile(50));
        line(
                "  first 1000 steps %.0f us, last 1000 steps %.0f us each; the sync meanwhile %.0f us and %.0f us",
                overhead.meanOfFirst(FEW),
                overhead.meanOfLast(FEW),
                force.meanOfFirst(FEW / 5),
                force.meanOfLast(FEW / 5));
        StringBuilder heap = new StringBuilder("  heap after a collection:");
        probe.heap().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(at ->
                        heap.append(String.format(Locale.ROOT, " step %d %.1f MB;", at.getKey(), at.getValue() / 1e6)));
        line("%s", heap);
    }

    private void line(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }
}
