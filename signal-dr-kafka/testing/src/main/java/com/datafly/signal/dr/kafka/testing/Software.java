package com.datafly.signal.dr.kafka.testing;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which Kafka a process runs.
 *
 * @param folder holds its jars; empty for the one that this JVM has
 */
record Software(Optional<Path> folder) {

    static final Software OF_THIS_JVM = new Software(Optional.empty());

    /** Returns what brokers run if nothing else is said. */
    static Software ofBrokers() {
        return new Software(
                Optional.ofNullable(System.getProperty(ClusterOptions.SOFTWARE)).map(Path::of));
    }

    /** Returns the class path of its processes. */
    String classPath() {
        return folder.map(jars -> own() + File.pathSeparator + jars.resolve("*"))
                .orElseGet(() -> System.getProperty("java.class.path"));
    }

    /** Returns where this library's own classes are. */
    private static Path own() {
        try {
            return Path.of(ChildMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
