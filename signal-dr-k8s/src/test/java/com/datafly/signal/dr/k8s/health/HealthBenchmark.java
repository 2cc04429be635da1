package com.datafly.signal.dr.k8s.health;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.platform.PlatformHealth;
import com.datafly.signal.dr.platform.WorkloadId;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Measures a report on the health of a namespace: time, processor time, requests and memory, from a quarter of its size
 * to four times that, so that one sees whether they grow in line with it. Its arguments are the number of Deployments,
 * how many pods they have together, and how often to measure. The API server is our own, in the same JVM: its processor
 * time is within.
 */
public final class HealthBenchmark {

    private static final String NAMESPACE = "datafly";
    private static final int NODES = 20;

    private final PrintStream out;
    private final int rounds;

    private HealthBenchmark(PrintStream out, int rounds) {
        this.out = out;
        this.rounds = rounds;
    }

    /** Prints what it measured. */
    public static void main(String[] arguments) throws IOException {
        int deployments = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300;
        int pods = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2000;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 15;
        HealthBenchmark benchmark = new HealthBenchmark(System.out, rounds);
        benchmark.line(
                "%d processors, Java %s, load %.1f",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        benchmark.measure("warm-up", deployments / 4, pods / 4);
        for (int quarters : new int[] {1, 2, 4, 8, 16}) {
            benchmark.measure("measured", deployments * quarters / 4, pods * quarters / 4);
        }
    }

    private void measure(String title, int deployments, int pods) throws IOException {
        Path kubeconfig = Files.createTempFile("signal-dr-", ".kubeconfig");
        try (ApiServer server = ApiServer.start().namespace(NAMESPACE)) {
            fill(server, deployments, pods);
            Files.writeString(kubeconfig, server.kubeconfig(server.token()));
            try (SignalDr dr = SignalDr.builder()
                    .platform("k8s:" + NAMESPACE, options -> options.option("kubeconfig", kubeconfig.toString()))
                    .build()) {
                line("%n%s: %d deployments, %d pods, %d nodes", title, deployments, pods, NODES);
                measure(server, dr.platform().health());
            }
        } finally {
            Files.delete(kubeconfig);
        }
    }

    private static void fill(ApiServer server, int deployments, int pods) {
        for (int i = 2; i < NODES; i++) {
            server.cluster().addNode("node-of-" + i);
        }
        for (int i = 0; i < deployments; i++) {
            int replicas = pods / deployments + (i < pods % deployments ? 1 : 0);
            server.objects()
                    .put(Manifests.workload(NAMESPACE, WorkloadId.deployment("w" + i), replicas, "registry/w:" + i));
        }
        server.cluster().settle();
    }

    private void measure(ApiServer server, PlatformHealth health) {
        long[] nanos = new long[rounds];
        HealthReport report = health.report(HealthQuery.expecting());
        server.forgetCalls();
        long processorNanos = processorNanos();
        long allocated = allocated();
        for (int i = 0; i < rounds; i++) {
            long begin = System.nanoTime();
            report = health.report(HealthQuery.expecting());
            nanos[i] = System.nanoTime() - begin;
        }
        allocated = (allocated() - allocated) / rounds;
        processorNanos = (processorNanos() - processorNanos) / rounds;
        long requests = server.calls().size() / rounds;
        server.forgetCalls();
        Arrays.sort(nanos);
        line("  %s, %s", report.verdict(), report);
        line(
                "  time: median %.0f ms, best %.0f ms, worst %.0f ms; %.0f ms of processors; %d requests each",
                nanos[rounds / 2] / 1e6, nanos[0] / 1e6, nanos[rounds - 1] / 1e6, processorNanos / 1e6, requests);
        line(
                "  memory: %.1f MB allocated by the calling thread, %.1f MB held by the report",
                allocated / 1e6, held(health) / 1e6);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static long processorNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** Returns what one of five reports keeps on the heap. */
    private static long held(PlatformHealth health) {
        HealthReport[] reports = new HealthReport[5];
        Arrays.setAll(reports, i -> health.report(HealthQuery.expecting()));
        long with = used();
        Arrays.fill(reports, null);
        return (with - used()) / reports.length;
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            runtime.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private void line(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }
}
