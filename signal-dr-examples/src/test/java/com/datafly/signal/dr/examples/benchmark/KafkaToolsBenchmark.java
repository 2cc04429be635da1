package com.datafly.signal.dr.examples.benchmark;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.ConsumerLag;
import com.datafly.signal.dr.events.TopicRetention;
import com.datafly.signal.dr.examples.benchmark.MeasuredProgram.Cost;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * Measures what it costs to plan and set how long topics keep their events, and to see what groups have not read,
 * beside Kafka's own command-line tools at the same cluster: wall time from the start of a JVM to its end, and requests
 * as the broker counts them. Its arguments are a multiple of 1,000 topics, a directory for the cluster, which is left
 * as it was, the jars of Kafka's tools, and how often to measure; medians are printed.
 */
public final class KafkaToolsBenchmark {

    /** One call of Kafka's tool changes one topic; so many are made, and the sum is multiplied. */
    private static final int TOPICS_CHANGED = 20;

    /** Among how many groups the topics are divided; each number divides that of the topics. */
    private static final List<Integer> GROUPS = List.of(1, 20, 100, 1_000);

    private static final int WARM_UP = 5;

    /** What no topic ever keeps its events for, so that each would change. */
    private static final int UNUSED_DAYS = 3;

    private static final String CONFIGS = "kafka.admin.ConfigCommand";
    private static final String CONSUMER_GROUPS = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand";

    private final int topics;
    private final int times;
    private final String bootstrap;
    private final Path toolJars;
    private final String tools;
    private final Path directory;
    private final MeasuredProgram programs;
    private final PrintStream out;

    private KafkaToolsBenchmark(
            String[] arguments, String bootstrap, Path directory, MeasuredProgram programs, PrintStream out) {
        this.directory = directory;
        this.topics = Integer.parseInt(arguments[0]);
        this.toolJars = Path.of(arguments[2]).toAbsolutePath();
        this.tools = toolJars.resolve("*").toString();
        this.times = Integer.parseInt(arguments[3]);
        this.bootstrap = bootstrap;
        this.programs = programs;
        this.out = out;
    }

    /** Prints what it measured. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(arguments[1]), "signal-dr-benchmark-");
        // A broker that is busy with 10,000 partitions would now and then lose the short session of tests.
        try (KafkaCluster cluster = KafkaCluster.start(more ->
                        more.directory(directory).jvmOption("-Xmx2g").option("broker.session.timeout.ms", "9000"));
                RequestCounter counter = RequestCounter.attach(cluster.pid(1))) {
            KafkaWorkload workload = new KafkaWorkload(cluster.bootstrap(), Integer.parseInt(arguments[0]));
            workload.create();
            for (int groups : GROUPS) {
                workload.commit(prefix(groups), groups);
            }
            MeasuredProgram programs = new MeasuredProgram(counter, directory);
            new KafkaToolsBenchmark(arguments, cluster.bootstrap(), directory, programs, System.out).measure(workload);
        } finally {
            Directories.remove(directory);
        }
    }

    private void measure(KafkaWorkload workload) throws Exception {
        line(
                "%d topics, %d partitions; %d processors, Java %s, load %.1f; median of %d%n",
                topics,
                topics * KafkaWorkload.PARTITIONS,
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                times);
        print("one request; the tool's version", median(() -> ours("ClientProgram", bootstrap)), median(this::version));
        try (SignalDr dr = SignalDr.builder().events("kafka:" + bootstrap).build()) {
            measureRetention(dr.events().retention());
            Map<Integer, Cost> tool = new LinkedHashMap<>();
            for (int groups : GROUPS) {
                tool.put(groups, measureLag(dr.events().lag(), workload, groups(groups)));
            }
            measureQuickStart(tool);
        }
    }

    private void measureRetention(TopicRetention retention) throws Exception {
        Cost tool = median(this::describeTopics);
        print("plan", median(() -> retention("plan", UNUSED_DAYS)), tool);
        print("plan, JVM warm", warm(() -> RetentionProgram.run(retention, UNUSED_DAYS, false)), tool);
        Cost change = tool.plus(changeTopics());
        int[] turn = {0};
        print("plan and apply", median(() -> retention("apply", turn[0]++ % 2 + 1)), change);
        print("plan and apply, JVM warm", warm(() -> RetentionProgram.run(retention, turn[0]++ % 2 + 1, true)), change);
    }

    /** Returns what the tool took. */
    private Cost measureLag(ConsumerLag lag, KafkaWorkload workload, List<String> groups) throws Exception {
        String expected = workload.lag() + " messages in " + topics * KafkaWorkload.PARTITIONS + " partitions";
        Cost tool = median(() -> describeGroups(groups));
        if (sumOfLag(tool.output()) != workload.lag()) {
            throw new IllegalStateException("the tool says " + sumOfLag(tool.output()) + ", not " + expected);
        }
        for (String unit : new String[] {"messages", "seconds"}) {
            String title = "lag of " + groups.size() + " groups in " + unit;
            boolean seconds = unit.equals("seconds");
            print(title, median(() -> require(lag(unit, groups), expected)), tool);
            print(title + ", JVM warm", warm(() -> LagProgram.run(lag, groups, seconds)), tool);
        }
        return tool;
    }

    /**
     * With an archive of the classes and without the JVM's second compiler, which pays later only: beside the tool as
     * Kafka's scripts start it, and beside the tool started likewise.
     */
    private void measureQuickStart(Map<Integer, Cost> asShipped) throws Exception {
        String jars = JarredClassPath.of(System.getProperty("java.class.path"), directory);
        String listed = JarredClassPath.listed(toolJars);
        Path own = directory.resolve("library.jsa");
        Path theirs = directory.resolve("tool.jsa");
        List<String> one = groups(GROUPS.get(0));
        programs.with("-XX:ArchiveClassesAtExit=" + own).run(jars, lagProgram("messages", one));
        programs.with("-XX:ArchiveClassesAtExit=" + theirs).run(listed, groupsProgram(one));
        MeasuredProgram library = programs.with("-XX:TieredStopAtLevel=1", "-XX:SharedArchiveFile=" + own);
        MeasuredProgram tool = programs.with("-XX:TieredStopAtLevel=1", "-XX:SharedArchiveFile=" + theirs);
        for (int number : GROUPS) {
            List<String> groups = groups(number);
            Cost quick = median(() -> library.run(jars, lagProgram("messages", groups)));
            print("lag of " + number + " groups, started quickly", quick, requireNonNull(asShipped.get(number)));
            print(
                    "lag of " + number + " groups, both started quickly",
                    quick,
                    median(() -> tool.run(listed, groupsProgram(groups))));
        }
    }

    private Cost warm(Callable<String> work) throws Exception {
        for (int i = 0; i < WARM_UP; i++) {
            work.call();
        }
        return median(() -> programs.runHere(work));
    }

    private Cost retention(String what, int days) throws IOException, InterruptedException {
        Cost cost = ours("RetentionProgram", bootstrap, Integer.toString(days), what);
        return require(cost, what.equals("plan") ? topics + " changes planned" : topics + " topics changed");
    }

    private Cost lag(String what, List<String> groups) throws IOException, InterruptedException {
        return programs.run(System.getProperty("java.class.path"), lagProgram(what, groups));
    }

    private String[] lagProgram(String what, List<String> groups) {
        List<String> program = new ArrayList<>(List.of(name("LagProgram"), bootstrap, what));
        program.addAll(groups);
        return program.toArray(String[]::new);
    }

    private Cost ours(String... program) throws IOException, InterruptedException {
        program[0] = name(program[0]);
        return programs.run(System.getProperty("java.class.path"), program);
    }

    private static String name(String program) {
        return KafkaToolsBenchmark.class.getPackageName() + "." + program;
    }

    private Cost version() throws IOException, InterruptedException {
        return programs.run(tools, CONFIGS, "--version");
    }

    private Cost describeTopics() throws IOException, InterruptedException {
        return programs.run(tools, CONFIGS, "--bootstrap-server", bootstrap, "--describe", "--entity-type", "topics");
    }

    private Cost changeTopics() throws IOException, InterruptedException {
        Cost sum = new Cost(0, 0, "");
        for (int i = 0; i < TOPICS_CHANGED; i++) {
            sum = sum.plus(programs.run(
                    tools,
                    CONFIGS,
                    "--bootstrap-server",
                    bootstrap,
                    "--alter",
                    "--entity-type",
                    "topics",
                    "--entity-name",
                    KafkaWorkload.topic(i),
                    "--add-config",
                    "retention.ms=345600000"));
        }
        line(
                "(%d topics changed by the tool took %.1f s and %.0f requests)",
                TOPICS_CHANGED, sum.seconds(), sum.requests());
        return sum.times((double) topics / TOPICS_CHANGED);
    }

    private Cost describeGroups(List<String> groups) throws IOException, InterruptedException {
        return programs.run(tools, groupsProgram(groups));
    }

    private String[] groupsProgram(List<String> groups) {
        List<String> program = new ArrayList<>(List.of(CONSUMER_GROUPS, "--bootstrap-server", bootstrap, "--describe"));
        for (String group : groups) {
            program.add("--group");
            program.add(group);
        }
        return program.toArray(String[]::new);
    }

    private Cost median(Callable<Cost> measurement) throws Exception {
        List<Cost> costs = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            costs.add(measurement.call());
        }
        costs.sort(Comparator.comparingDouble(Cost::seconds));
        return costs.get(times / 2);
    }

    private static Cost require(Cost cost, String output) {
        if (!cost.output().contains(output)) {
            throw new IllegalStateException("not '" + output + "' but:\n" + cost.output());
        }
        return cost;
    }

    private static String prefix(int groups) {
        return "one-of-" + groups + "-";
    }

    private static List<String> groups(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> prefix(count) + number)
                .toList();
    }

    /** Adds up the sixth column. */
    private static long sumOfLag(String table) {
        return table.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > 5 && columns[5].matches("\\d+"))
                .mapToLong(columns -> Long.parseLong(columns[5]))
                .sum();
    }

    private void print(String title, Cost own, Cost tool) {
        line(
                "%-42s %7.2f s %8.0f requests; the tool %8.2f s %8.0f requests; ratio %.3f and %.4f",
                title,
                own.seconds(),
                own.requests(),
                tool.seconds(),
                tool.requests(),
                own.seconds() / tool.seconds(),
                own.requests() / tool.requests());
    }

    private void line(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }
}
