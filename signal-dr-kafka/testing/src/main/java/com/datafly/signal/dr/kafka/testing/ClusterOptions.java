package com.datafly.signal.dr.kafka.testing;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link KafkaCluster}.
 *
 * <p>By default: one broker, without passwords and proxies, 256 MB of heap, a new directory among the system's
 * temporary files, 90 s to get ready. This class is not thread-safe.
 *
 * @since 0.1
 */
public final class ClusterOptions {

    /** The system property that names the folder of {@link #software}, for tests to be run with another Kafka. */
    public static final String SOFTWARE = "signal-dr.kafka.software";

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> users = new LinkedHashMap<>();
    private final List<String> superUsers = new ArrayList<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private String name = "kafka";
    private int brokers = 1;
    private String mechanism = "SCRAM-SHA-512";
    private boolean proxies;
    private @Nullable TlsIdentity identity;
    private @Nullable TlsAuthority clients;
    private @Nullable Path directory;
    private Software software = Software.ofBrokers();
    private Duration patience = Duration.ofSeconds(90);

    ClusterOptions() {}

    /** Sets the name that directories and messages show. */
    public ClusterOptions name(String name) {
        this.name = requireNonNull(name, "name");
        return this;
    }

    /** Sets where the cluster makes its own directory, which it deletes when it is closed. */
    public ClusterOptions directory(Path parent) {
        this.directory = requireNonNull(parent, "parent");
        return this;
    }

    /**
     * Sets how many brokers there are, numbered from 1. Each is a controller too: three go on without one of them.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ClusterOptions brokers(int brokers) {
        if (brokers < 1) {
            throw new IllegalArgumentException("a cluster has at least one broker, not " + brokers);
        }
        this.brokers = brokers;
        return this;
    }

    /** Sets a setting of every broker, as in {@code server.properties}; it overrides the defaults. */
    public ClusterOptions option(String key, String value) {
        settings.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
        return this;
    }

    /** Adds an option of the brokers' JVMs, as in {@code -Xmx1g}; the last one counts. */
    public ClusterOptions jvmOption(String option) {
        jvmOptions.add(requireNonNull(option, "option"));
        return this;
    }

    /**
     * Adds a user who may do what access control lists allow. With the first user clients have to authenticate
     * ({@code SASL_PLAINTEXT}, or {@code SASL_SSL} with {@link #tls}).
     */
    public ClusterOptions user(String user, String password) {
        users.put(requireNonNull(user, "user"), requireNonNull(password, "password"));
        return this;
    }

    /** Adds a user who may do everything. */
    public ClusterOptions superUser(String user, String password) {
        superUsers.add(user);
        return user(user, password);
    }

    /**
     * Sets how users authenticate: {@code SCRAM-SHA-512}, the default, {@code SCRAM-SHA-256} or {@code PLAIN}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public ClusterOptions mechanism(String mechanism) {
        if (!List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN").contains(mechanism)) {
            throw new IllegalArgumentException("no mechanism of this cluster: " + mechanism);
        }
        this.mechanism = mechanism;
        return this;
    }

    /** Lets clients in by TLS only, to brokers that show this certificate. */
    public ClusterOptions tls(TlsIdentity brokers) {
        this.identity = requireNonNull(brokers, "brokers");
        return this;
    }

    /** Lets clients in by TLS only, and only with a certificate of that authority. */
    public ClusterOptions mutualTls(TlsIdentity brokers, TlsAuthority authority) {
        this.clients = requireNonNull(authority, "authority");
        return tls(brokers);
    }

    /** Puts a {@link Proxy} before each broker: clients are told the proxies' addresses only. */
    public ClusterOptions behindProxies() {
        this.proxies = true;
        return this;
    }

    /** Lets the brokers run another Kafka than this JVM's: the one whose jars, of 3.5 or later, that folder holds. */
    public ClusterOptions software(Path jars) {
        this.software = new Software(Optional.of(jars));
        return this;
    }

    /** Sets how long a start may take. */
    public ClusterOptions patience(Duration patience) {
        this.patience = requireNonNull(patience, "patience");
        return this;
    }

    Map<String, String> settings() {
        return settings;
    }

    Map<String, String> users() {
        return users;
    }

    List<String> superUsers() {
        return superUsers;
    }

    List<String> jvmOptions() {
        return jvmOptions;
    }

    String name() {
        return name;
    }

    int brokers() {
        return brokers;
    }

    String mechanism() {
        return mechanism;
    }

    Tls tls() {
        return new Tls(Optional.ofNullable(identity), Optional.ofNullable(clients));
    }

    boolean hasProxies() {
        return proxies;
    }

    Optional<Path> directory() {
        return Optional.ofNullable(directory);
    }

    Software software() {
        return software;
    }

    Duration patience() {
        return patience;
    }
}
