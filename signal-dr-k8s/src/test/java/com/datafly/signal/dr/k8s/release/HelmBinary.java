package com.datafly.signal.dr.k8s.release;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A {@code helm} program that is at hand: the one that the build fetches, and those that the variable
 * {@code SIGNAL_DR_HELM} names, as a list of programs, or of packages that have one within.
 *
 * @param path the program
 * @param version as in {@code 3.17.2}
 */
record HelmBinary(Path path, String version) {

    /** Lists those that run on this machine: one at least where the build's own does. */
    static List<HelmBinary> atHand() {
        String fetched = System.getProperty("signal-dr.helm.package", "");
        String named = String.valueOf(System.getenv().getOrDefault("SIGNAL_DR_HELM", ""));
        List<HelmBinary> found = Stream.concat(
                        runsFetched() ? Stream.of(fetched) : Stream.of(), Stream.of(named.split(File.pathSeparator)))
                .filter(text -> !text.isEmpty())
                .map(text -> of(Path.of(text)))
                .toList();
        if (found.isEmpty() && runsFetched()) {
            throw new IllegalStateException("the build has fetched no helm; name one by SIGNAL_DR_HELM");
        }
        return found;
    }

    private static boolean runsFetched() {
        return System.getProperty("os.name", "").equals("Linux")
                && System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).equals("amd64");
    }

    private static HelmBinary of(Path named) {
        try {
            String name = named.toString();
            Path given = name.endsWith(".jar") || name.endsWith(".tgz") ? LayerArchive.helm(named) : named;
            // A process tells its program without links.
            Path program = given.toRealPath();
            String version = new HelmBinary(program, "").run(List.of("version", "--short"));
            return new HelmBinary(program, version.substring(1, version.indexOf('+')));
        } catch (IOException e) {
            throw new IllegalStateException(named + " cannot be used as a helm", e);
        }
    }

    /** Tells whether it lets the server apply what it deploys, and so learns of other owners of a field. */
    boolean appliesOnServer() {
        return version.startsWith("4.");
    }

    /** Runs it to its end and returns what it prints. */
    String run(List<String> arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(path.toString()));
        line.addAll(arguments);
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        int exit = process.onExit().join().exitValue();
        if (exit != 0) {
            throw new IOException("exit code " + exit + ": " + printed);
        }
        return printed;
    }

    @Override
    public String toString() {
        return "helm " + version;
    }
}
