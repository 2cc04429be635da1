package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.platform.access.CronJobText;
import com.datafly.signal.dr.internal.platform.access.CronSchedule;
import com.datafly.signal.dr.internal.platform.access.ObjectNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A CronJob of Kubernetes that runs a host's own program for scheduled drills, as YAML. One drill runs at a time, none
 * is repeated by Kubernetes, for a drill that failed is a result, and none runs for ever. Immutable.
 *
 * @since 0.1
 */
public final class DrillManifest {

    /** What Kubernetes adds to the names of a CronJob's Jobs and pods must fit too. */
    private static final int LONGEST_NAME = 52;

    private static final int LONGEST = 63;

    private final String name;
    private final String namespace;
    private final Builder values;

    private DrillManifest(String name, String namespace, Builder values) {
        this.name = name;
        this.namespace = namespace;
        this.values = values;
    }

    /**
     * Describes one. Defaults: Sundays at 3:00 UTC, the service account of the CronJob's name, six hours at most, no
     * arguments and no further variables; 512 MiB of memory, 1 GiB at most, a {@code /tmp} of its own without a limit
     * and no other volumes.
     *
     * @param image the host's image, which the library is in
     * @throws DrException with {@code INVALID_ARGUMENT} for a name, schedule or image that Kubernetes does not take
     */
    public static DrillManifest create(String name, String namespace, String image, Consumer<Builder> more) {
        ObjectNames.require("name", name, LONGEST_NAME);
        ObjectNames.require("namespace", namespace, LONGEST);
        if (image.isBlank() || image.chars().anyMatch(Character::isWhitespace)) {
            throw invalid("the image is '" + image + "'", "Name it, as in registry.example.com/dr-drills:1.4.2.");
        }
        Builder builder = new Builder(name, image);
        more.accept(builder);
        return new DrillManifest(name, namespace, builder);
    }

    /** Returns the manifest. The same settings give the same text. */
    public String yaml() {
        return new CronJobText(
                        name,
                        namespace,
                        values.image,
                        new CronJobText.Timing(values.schedule, values.timeZone, values.limit),
                        new CronJobText.Call(
                                values.serviceAccount,
                                List.copyOf(values.arguments),
                                new TreeMap<>(values.variables),
                                new TreeMap<>(values.secrets)),
                        new CronJobText.Space(
                                values.memory, values.mostMemory, values.temporary, new TreeMap<>(values.claims)))
                .yaml();
    }

    @Override
    public String toString() {
        return "drills " + namespace + "/" + name + ", " + values.schedule + " " + values.timeZone;
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT, "write a manifest", problem, failure -> failure.hint(hint));
    }

    /**
     * Collects the settings. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final String image;
        private String schedule = "0 3 * * 0";
        private String timeZone = "Etc/UTC";
        private Duration limit = Duration.ofHours(6);
        private String serviceAccount;
        private final List<String> arguments = new ArrayList<>();
        private final Map<String, String> variables = new TreeMap<>();
        private final Map<String, String> secrets = new TreeMap<>();
        private final Map<String, String> claims = new TreeMap<>();
        private String memory = "512Mi";
        private String mostMemory = "1Gi";
        private String temporary = "";

        private Builder(String name, String image) {
            this.serviceAccount = name;
            this.image = image;
        }

        /**
         * Sets when: the five fields of cron as Kubernetes takes them, where Sunday is 0 or {@code SUN} and not 7, by
         * the clock of a time zone such as {@code Europe/Berlin}.
         */
        public Builder schedule(String cron, String timeZone) {
            CronSchedule.require(cron, timeZone);
            this.schedule = cron;
            this.timeZone = timeZone;
            return this;
        }

        /** Sets how long one drill may take; Kubernetes ends it behind that. */
        public Builder atMost(Duration limit) {
            if (limit.toSeconds() <= 0) {
                throw invalid("the limit is " + limit, "Give at least a second.");
            }
            this.limit = limit;
            return this;
        }

        /** Sets who the program is for Kubernetes. */
        public Builder serviceAccount(String name) {
            this.serviceAccount = ObjectNames.require("service account", name, LONGEST);
            return this;
        }

        /** Adds arguments of the program. They stand in the manifest, so they are no place for secrets. */
        public Builder arguments(String... words) {
            arguments.addAll(List.of(words));
            return this;
        }

        /** Sets a variable. It stands in the manifest, so it is no place for a secret. */
        public Builder variable(String variable, String value) {
            variables.put(requireVariable(variable), requireNonNull(value, "value"));
            return this;
        }

        /** Takes a variable from a key of a Secret in the namespace. */
        public Builder secret(String variable, String secret, String key) {
            if (key.isBlank() || !key.matches("[-._a-zA-Z0-9]+")) {
                throw invalid("the key is '" + key + "'", "Name a key of the Secret.");
            }
            secrets.put(requireVariable(variable), ObjectNames.require("secret", secret, LONGEST) + "/" + key);
            return this;
        }

        /** Sets how much memory the program gets, and no more, as in {@code 4Gi}. */
        public Builder memory(String size) {
            this.memory = requireSize(size);
            this.mostMemory = size;
            return this;
        }

        /** Sets how much {@code /tmp} may hold, as in {@code 20Gi}; a pod that writes more is evicted. */
        public Builder temporary(String size) {
            this.temporary = requireSize(size);
            return this;
        }

        /** Mounts the volume of a claim in the namespace, as for the files of drills that restore much. */
        public Builder volume(String claim, String path) {
            if (!path.matches("/[^:\\s{}]+") || path.equals("/tmp")) {
                throw invalid("the path is '" + path + "'", "Give an absolute one other than /tmp.");
            }
            claims.put(path, ObjectNames.require("claim", claim, LONGEST));
            return this;
        }

        private static String requireSize(String size) {
            if (!size.matches("[1-9][0-9]*(Ki|Mi|Gi|Ti)")) {
                throw invalid("the size is '" + size + "'", "Give a number and its unit, as in 512Mi or 4Gi.");
            }
            return size;
        }

        private static String requireVariable(String variable) {
            if (!variable.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw invalid("the variable is '" + variable + "'", "Use letters, digits and underscores.");
            }
            return variable;
        }
    }
}
