package com.datafly.signal.dr.kafka.internal.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The names of MirrorMaker's settings, by who reads them. Its classes are not on a host's class path, so they are
 * listed.
 */
public final class MirrorKeys {

    private static final Map<String, Set<String>> LISTED = read();
    private static final Set<String> CONNECTION = connection();

    /** What the workers take from the whole file; everything else of theirs needs the target's alias in front. */
    private static final List<String> WORKER_PREFIXES = List.of(
            "offset.storage",
            "config.storage",
            "status.storage",
            "key.converter",
            "value.converter",
            "header.converter",
            "task",
            "worker",
            "replication.policy",
            "config.providers");

    private static final List<String> CLIENTS = List.of("producer.", "consumer.", "admin.");

    private MirrorKeys() {}

    /** Tells whether MirrorMaker's connectors read it. */
    public static boolean connector(String key) {
        return listed("connector").contains(key)
                || key.startsWith("transforms.")
                || key.startsWith("predicates.")
                || key.startsWith("replication.policy.")
                || key.startsWith("config.providers.")
                || key.startsWith("topic.filter.")
                || key.startsWith("group.filter.")
                || key.equals("use.defaults.from");
    }

    /** Tells whether only the workers read it, so that it is dropped without the target's alias. */
    public static boolean workerOnly(String key) {
        return listed("worker").contains(key) && !forWholeFile(key);
    }

    /** Tells whether Kafka's clients read it after one of their prefixes, as in {@code consumer.isolation.level}. */
    public static boolean client(String key) {
        String bare = bare(key);
        return (bare.startsWith("producer.") && ProducerConfig.configNames().contains(bare.substring(9)))
                || (bare.startsWith("consumer.") && ConsumerConfig.configNames().contains(bare.substring(9)))
                || (bare.startsWith("admin.") && AdminClientConfig.configNames().contains(bare.substring(6)));
    }

    /** Tells whether it is, or looks like, a setting of one of Kafka's clients. */
    public static boolean clientPrefixed(String key) {
        return CLIENTS.stream().anyMatch(bare(key)::startsWith) && !connector(key);
    }

    /** Tells whether it says how a cluster is reached. */
    public static boolean connection(String key) {
        return CONNECTION.contains(key);
    }

    /** Tells whether it says how a cluster is reached, whatever stands in front: it may hold a password. */
    public static boolean reaching(String key) {
        return CONNECTION.stream().anyMatch(name -> key.equals(name) || key.endsWith("." + name));
    }

    /** Tells whether it holds without an alias in front. */
    public static boolean forWholeFile(String key) {
        return listed("file").contains(key)
                || CONNECTION.contains(key)
                || WORKER_PREFIXES.stream().anyMatch(key::startsWith);
    }

    /** Tells whether a worker reads it after its target's alias. */
    public static boolean worker(String key) {
        return listed("worker").contains(key)
                || WORKER_PREFIXES.stream().anyMatch(key::startsWith)
                || key.startsWith("listeners")
                || key.startsWith("metrics.context.");
    }

    /** Returns the names of a section of the list: {@code connector}, {@code worker} or {@code file}. */
    public static Set<String> listed(String section) {
        return Objects.requireNonNull(LISTED.get(section), section);
    }

    /** Returns all names that are known without a prefix. */
    public static Set<String> all() {
        Set<String> all = new TreeSet<>(CONNECTION);
        LISTED.values().forEach(all::addAll);
        return all;
    }

    private static String bare(String key) {
        for (String side : List.of("source.", "target.")) {
            if (key.startsWith(side)) {
                return key.substring(side.length());
            }
        }
        return key;
    }

    private static Set<String> connection() {
        Set<String> names = new TreeSet<>(
                new ConfigDef().withClientSslSupport().withClientSaslSupport().names());
        names.add("bootstrap.servers");
        names.add("security.protocol");
        return names;
    }

    private static Map<String, Set<String>> read() {
        Map<String, Set<String>> sections = new TreeMap<>();
        String section = "";
        try (InputStream in = Objects.requireNonNull(
                        MirrorKeys.class.getResourceAsStream("mirror-maker-keys.txt"), "mirror-maker-keys.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line : lines.lines().toList()) {
                if (line.startsWith("[")) {
                    section = line.substring(1, line.length() - 1);
                } else {
                    sections.computeIfAbsent(section, name -> new TreeSet<>()).add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sections;
    }
}
