package com.datafly.signal.dr.examples.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Measures time and requests of programs in JVMs of their own, from before the JVM's start to after its end. */
final class MeasuredProgram {

    /** What Kafka's scripts give to the JVM of each of its tools: both sides get it. */
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx256M",
            "-server",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-XX:InitiatingHeapOccupancyPercent=35",
            "-XX:+ExplicitGCInvokesConcurrent",
            "-XX:MaxInlineLevel=15",
            "-Djava.awt.headless=true");

    private final RequestCounter counter;
    private final Path output;
    private final List<String> moreOptions;

    MeasuredProgram(RequestCounter counter, Path directory) {
        this(counter, directory.resolve("output"), List.of());
    }

    private MeasuredProgram(RequestCounter counter, Path output, List<String> moreOptions) {
        this.counter = counter;
        this.output = output;
        this.moreOptions = moreOptions;
    }

    /** Returns what measures programs whose JVM gets further options. */
    MeasuredProgram with(String... options) {
        return new MeasuredProgram(counter, output, List.of(options));
    }

    /**
     * What a program cost.
     *
     * @param seconds wall time
     * @param requests how many requests the cluster had from it
     * @param output what it printed
     */
    record Cost(double seconds, double requests, String output) {

        Cost plus(Cost other) {
            return new Cost(seconds + other.seconds, requests + other.requests, output + other.output);
        }

        Cost times(double factor) {
            return new Cost(seconds * factor, requests * factor, output);
        }
    }

    /** Measures the same work in this JVM, as a service does it that has run for long. */
    Cost runHere(Callable<String> work) throws Exception {
        long requests = counter.requests();
        long begin = System.nanoTime();
        String printed = work.call();
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Cost(seconds, counter.requests() - requests, printed);
    }

    /** Runs a program and refuses its failure. */
    Cost run(String classPath, String... program) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(moreOptions);
        command.add("-cp");
        command.add(classPath);
        command.addAll(List.of(program));
        long requests = counter.requests();
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        double seconds = (System.nanoTime() - begin) / 1e9;
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        if (status != 0) {
            throw new IllegalStateException(program[0] + " ended with " + status + ":\n" + printed);
        }
        return new Cost(seconds, counter.requests() - requests, printed);
    }
}
