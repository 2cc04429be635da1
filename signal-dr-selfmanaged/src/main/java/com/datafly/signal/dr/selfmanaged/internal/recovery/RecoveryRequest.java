package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.internal.server.SettingsFile;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What to recover, to where, and what it shall be like. Immutable. */
public final class RecoveryRequest {

    private final String name;
    private final RecoveryTarget target;
    private final Path dataDirectory;
    private final PostgresInstallation installation;
    private final OperationKey key;
    private final Map<String, String> settings;
    private final Map<String, String> facts;
    private final List<String> accessRules;
    private final boolean loopback;
    private final int port;
    private final String superuser;
    private final int workers;
    private final boolean keptOnFailure;
    private final Duration timeout;

    private RecoveryRequest(Builder builder) {
        this.name = builder.name;
        this.target = builder.target;
        this.dataDirectory = builder.dataDirectory.toAbsolutePath().normalize();
        this.installation = builder.installation;
        this.key = builder.key;
        this.settings = Collections.unmodifiableMap(new LinkedHashMap<>(builder.settings));
        this.facts = Map.copyOf(builder.facts);
        this.accessRules = List.copyOf(builder.accessRules);
        this.loopback = builder.loopback;
        this.port = builder.port;
        this.superuser = builder.superuser;
        this.workers = builder.workers;
        this.keptOnFailure = builder.keptOnFailure;
        this.timeout = builder.timeout;
    }

    /**
     * Describes a recovery.
     *
     * @param name the new database's name, which becomes part of its {@code cluster_name}
     * @param dataDirectory a directory that does not exist or is empty; further files and directories are made beside
     *     it, whose names begin with its name
     * @param installation programs of the source's major version
     */
    public static RecoveryRequest create(
            String name,
            RecoveryTarget target,
            Path dataDirectory,
            PostgresInstallation installation,
            Consumer<Builder> more) {
        Builder builder = new Builder(name, target, dataDirectory, installation);
        more.accept(builder);
        return new RecoveryRequest(builder);
    }

    /** Returns the new database's name. */
    public String name() {
        return name;
    }

    /** Returns the point to recover to. */
    public RecoveryTarget target() {
        return target;
    }

    /** Returns the new data directory. */
    public Path dataDirectory() {
        return dataDirectory;
    }

    /** Returns the programs to run it with. */
    public PostgresInstallation installation() {
        return installation;
    }

    /** Returns the key of the work. */
    public OperationKey key() {
        return key;
    }

    Map<String, String> settings() {
        return settings;
    }

    Map<String, String> facts() {
        return facts;
    }

    List<String> accessRules() {
        return accessRules;
    }

    boolean loopback() {
        return loopback;
    }

    int port() {
        return port;
    }

    String superuser() {
        return superuser;
    }

    int workers() {
        return workers;
    }

    boolean keptOnFailure() {
        return keptOnFailure;
    }

    Duration timeout() {
        return timeout;
    }

    public String operation() {
        return "recover " + name;
    }

    /**
     * Collects what is optional. By default: a random key, no further settings, Unix-domain socket only, superuser
     * {@code postgres}, two workers, six hours for the replay, and what a failure leaves half-made is removed.
     *
     * <p>Not thread-safe.
     */
    public static final class Builder {

        private final String name;
        private final RecoveryTarget target;
        private final Path dataDirectory;
        private final PostgresInstallation installation;
        private final Map<String, String> settings = new LinkedHashMap<>();
        private final Map<String, String> facts = new LinkedHashMap<>();
        private final List<String> accessRules = new ArrayList<>();
        private OperationKey key = OperationKey.random();
        private boolean loopback;
        private int port;
        private String superuser = "postgres";
        private int workers = 2;
        private boolean keptOnFailure;
        private Duration timeout = Duration.ofHours(6);

        private Builder(String name, RecoveryTarget target, Path dataDirectory, PostgresInstallation installation) {
            this.name = requireNonNull(name, "name");
            this.target = requireNonNull(target, "target");
            this.dataDirectory = requireNonNull(dataDirectory, "dataDirectory");
            this.installation = requireNonNull(installation, "installation");
        }

        /** Sets the key under which the work is found again. */
        public Builder key(OperationKey key) {
            this.key = requireNonNull(key, "key");
            return this;
        }

        /**
         * Sets a setting of the copy.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} for one that keeps the copy apart from its source
         */
        public Builder setting(String name, String value) {
            Fence.refuse(name);
            SettingsFile.check(name, value);
            settings.put(name, value);
            return this;
        }

        /** Notes a fact in the record of the restore, from its beginning. */
        public Builder fact(String name, String value) {
            facts.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /** Listens on 127.0.0.1 too, for roles with a password. */
        public Builder listenOnLoopback() {
            this.loopback = true;
            return this;
        }

        /** Sets the port; 0 chooses a free one. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** Adds a line of {@code pg_hba.conf} that comes before the default rules. */
        public Builder accessRule(String line) {
            accessRules.add(requireNonNull(line, "line"));
            return this;
        }

        /** Names the source's superuser, as whom the copy is looked at. */
        public Builder superuser(String superuser) {
            this.superuser = requireNonNull(superuser, "superuser");
            return this;
        }

        /** Sets how many threads restore files. */
        public Builder workers(int workers) {
            if (workers < 1) {
                throw DrException.of(ErrorCode.INVALID_ARGUMENT, "recover " + name, "workers is " + workers);
            }
            this.workers = workers;
            return this;
        }

        /** Keeps what a failure leaves half-made, for people to look at. */
        public Builder keepOnFailure() {
            this.keptOnFailure = true;
            return this;
        }

        /** Sets how long start, replay and promotion may take together. */
        public Builder timeout(Duration timeout) {
            this.timeout = requireNonNull(timeout, "timeout");
            return this;
        }
    }
}
