package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.platform.connection.KeyChange;
import com.datafly.signal.dr.internal.platform.connection.KeyChange.Form;
import com.datafly.signal.dr.internal.platform.connection.SwitchOrder;
import com.datafly.signal.dr.internal.platform.connection.Target;
import com.datafly.signal.dr.internal.platform.connection.url.ConnectionText;
import com.datafly.signal.dr.internal.platform.connection.url.Endpoint;
import com.datafly.signal.dr.platform.SecretOwner;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.playbook.step.SwitchTerms;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Collects what a switch of a connection secret changes, and what it keeps to. Not thread-safe.
 *
 * <p>Defaults: {@code deployment/management-api} and then {@code deployment/identity-hub} are restarted first, where
 * they use the secret; 15 minutes for all restarts, a new container may be started again twice, 5 minutes until every
 * pod is seen to hold the new values; a pod that nobody can look into is no proof; no owner follows, nobody restarts
 * what this library does not, and no other key stays at the former database. Keys, a target and an encryption key have
 * to be given.
 *
 * @since 0.1
 */
public final class ConnectionSettings {

    private final String stepId;
    private final Map<String, KeyChange> changes = new LinkedHashMap<>();
    private final Set<SecretOwner.Kind> following = EnumSet.noneOf(SecretOwner.Kind.class);
    private Target.Kind kind = Target.Kind.NONE;
    private String target = "";
    private String usualCopy = "";
    private Optional<Integer> port = Optional.empty();
    private Optional<String> database = Optional.empty();
    private Optional<String> user = Optional.empty();
    private String encryptionKey = "";
    private List<String> order = List.of("deployment/management-api", "deployment/identity-hub");
    private boolean ownOrder;
    private Duration rolloutWithin = Duration.ofMinutes(15);
    private int restarts = 2;
    private Duration provenWithin = Duration.ofMinutes(5);
    private boolean unseenAccepted;
    private final Set<String> elsewhere = new LinkedHashSet<>();
    private final Set<String> formerAccepted = new LinkedHashSet<>();

    private ConnectionSettings(String stepId) {
        this.stepId = stepId;
    }

    static SwitchOrder of(String stepId, String secret, Consumer<ConnectionSettings> more) {
        ConnectionSettings settings = new ConnectionSettings(stepId);
        more.accept(settings);
        return settings.order(secret);
    }

    /** Repoints keys whose values are JDBC URLs, libpq URLs or libpq keywords; nothing else of them changes. */
    public ConnectionSettings url(String... keys) {
        return add(Form.URL, keys);
    }

    /** Repoints keys whose values are a host alone, with a port behind it or not. */
    public ConnectionSettings host(String... keys) {
        return add(Form.HOST, keys);
    }

    /** Repoints keys whose values are a port alone. */
    public ConnectionSettings port(String... keys) {
        return add(Form.PORT, keys);
    }

    /** Repoints keys whose values are a database's name alone. */
    public ConnectionSettings databaseName(String... keys) {
        return add(Form.DATABASE, keys);
    }

    /** Repoints keys whose values are a user's name alone. */
    public ConnectionSettings user(String... keys) {
        return add(Form.USER, keys);
    }

    /**
     * Gives a key another list of Kafka's servers; the protocol before each stays.
     *
     * @param servers host and port of each, parted by commas
     * @throws DrException with {@code INVALID_ARGUMENT} if it is no such list
     */
    public ConnectionSettings bootstrapServers(String key, String servers) {
        return add(Form.SERVERS, key, ConnectionText.requireServers(define(), servers));
    }

    /**
     * Gives a key a value that the host lends, as a new password.
     *
     * @param secretName the name of {@code SignalDr.Builder.secret}
     */
    public ConnectionSettings value(String key, String secretName) {
        return add(Form.LENT, key, requireNonNull(secretName, "secretName"));
    }

    /** Leads to a host, at the former port. */
    public ConnectionSettings to(String host) {
        return to(Target.Kind.HOST, host);
    }

    /** Leads to a host and a port. */
    public ConnectionSettings to(String host, int newPort) {
        this.port = Optional.of(newPort);
        return to(host);
    }

    /** Leads to the database that an earlier step made, where its provider tells the endpoint; at the former port. */
    public ConnectionSettings toCopy(String stepId) {
        return to(Target.Kind.COPY, stepId);
    }

    /** Leads to that database where nothing else is named, and something is to be led at all. */
    ConnectionSettings usuallyToCopy(String stepId) {
        this.usualCopy = requireNonNull(stepId, "stepId");
        return this;
    }

    /** Leads to what an earlier step says, which leaves a {@code ConnectionEndpoint}. */
    public ConnectionSettings toEndpointOf(String stepId) {
        return to(Target.Kind.STEP, stepId);
    }

    /** Names another database there. */
    public ConnectionSettings asDatabase(String name) {
        this.database = Optional.of(name);
        return this;
    }

    /** Connects as another user. */
    public ConnectionSettings asUser(String name) {
        this.user = Optional.of(name);
        return this;
    }

    /**
     * Names the host's secret that the former values are encrypted with: 32 bytes in base64, as of {@code openssl rand
     * -base64 32}. It must outlive the run, and the cluster.
     */
    public ConnectionSettings encryptionKey(String secretName) {
        this.encryptionKey = requireNonNull(secretName, "secretName");
        return this;
    }

    /** Restarts these consumers first, one after the other, instead of the usual ones. */
    public ConnectionSettings order(WorkloadId... workloads) {
        this.order = Arrays.stream(workloads).map(WorkloadId::toString).toList();
        this.ownOrder = true;
        return this;
    }

    /**
     * Declares that an owner's own source has the new values too: that of one that writes by itself before the switch,
     * that of another before somebody deploys it again, best by a step of the same playbook. Of Helm's releases it is
     * checked before the switch settles.
     */
    public ConnectionSettings follows(SecretOwner.Kind... owners) {
        following.addAll(List.of(owners));
        return this;
    }

    /**
     * Sets how long all restarts together may take, and how often a new container may be started again, as in
     * {@link com.datafly.signal.dr.platform.RolloutRequest}.
     */
    public ConnectionSettings rollout(Duration within, int restarts) {
        this.rolloutWithin = positive("within", within);
        if (restarts < 0) {
            throw invalid("restarts is " + restarts, "Give 0 or more.");
        }
        this.restarts = restarts;
        return this;
    }

    /** Sets how long to wait until every pod is seen to hold the new values, as old ones have to end first. */
    public ConnectionSettings provenWithin(Duration within) {
        this.provenWithin = positive("within", within);
        return this;
    }

    /** Goes on also where nobody can look into pods that were started since; the evidence is UNPROVEN then. */
    public ConnectionSettings acceptUnseen() {
        this.unseenAccepted = true;
        return this;
    }

    /**
     * Declares that somebody else restarts pods which no workload keeps, once the secret has its new values: a step of
     * the host's between the switch and the proof, another controller, a person. The proof waits until they have, and
     * fails if they do not.
     *
     * @param keepers what keeps them, as in {@code Rollout/orders}, or {@code Pod/one} where nobody does
     */
    public ConnectionSettings restartedElsewhere(String... keepers) {
        elsewhere.addAll(List.of(keepers));
        return this;
    }

    /**
     * Declares that other keys of the secret stay as they are although they name a former host, which the switched ones
     * name no longer. Without this the switch is refused; with it, the plan and UNPROVEN evidence still say so.
     *
     * @param keys the keys, as the refusal names them
     */
    public ConnectionSettings acceptFormer(String... keys) {
        formerAccepted.addAll(List.of(keys));
        return this;
    }

    private ConnectionSettings add(Form form, String... keys) {
        for (String key : keys) {
            add(form, key, "");
        }
        return this;
    }

    private ConnectionSettings add(Form form, String key, String given) {
        if (changes.put(requireNonNull(key, "key"), new KeyChange(key, form, given)) != null) {
            throw invalid("key '" + key + "' is named twice", "Say once what its value is.");
        }
        return this;
    }

    private ConnectionSettings to(Target.Kind newKind, String name) {
        this.kind = newKind;
        this.target = requireNonNull(name, "name");
        return this;
    }

    private SwitchOrder order(String secret) {
        if (changes.isEmpty()) {
            throw invalid("no key is named", "Name the keys that change, as by url(\"DATABASE_URL\").");
        }
        if (encryptionKey.isEmpty()) {
            throw invalid("no encryption key is named", "Name a secret of the host's: the former values are kept.");
        }
        requireTaken("port", port.isPresent(), Set.of(Form.URL, Form.HOST, Form.PORT));
        requireTaken("database", database.isPresent(), Set.of(Form.URL, Form.DATABASE));
        requireTaken("user", user.isPresent(), Set.of(Form.URL, Form.USER));
        requireTarget();
        return new SwitchOrder(
                requireNonNull(secret, "secret"),
                List.copyOf(changes.values()),
                new Target(kind, target, port, database, user),
                encryptionKey,
                ownOrder,
                Set.copyOf(following),
                new SwitchTerms(
                        order,
                        rolloutWithin,
                        restarts,
                        provenWithin,
                        unseenAccepted,
                        List.copyOf(elsewhere),
                        List.copyOf(formerAccepted)));
    }

    private void requireTarget() {
        boolean derives = changes.values().stream()
                .anyMatch(change -> change.form() != Form.LENT && change.form() != Form.SERVERS);
        if (derives && kind == Target.Kind.NONE && !usualCopy.isEmpty()) {
            to(Target.Kind.COPY, usualCopy);
        }
        if (derives == (kind == Target.Kind.NONE)) {
            throw invalid(
                    derives ? "nobody says where it is to lead" : "no key is led to the endpoint that is named",
                    "Name an endpoint by to(host), toCopy(step) or toEndpointOf(step) if, and only if, values are to be"
                            + " derived.");
        }
        if (kind == Target.Kind.HOST) {
            Endpoint checked = new Endpoint(target, port, database, user);
            target = checked.host();
        }
    }

    /** What no key takes would be lost without a word. */
    private void requireTaken(String what, boolean given, Set<Form> takers) {
        if (given && changes.values().stream().map(KeyChange::form).noneMatch(takers::contains)) {
            throw invalid("no key takes the " + what, "Name the key that has it, or leave it as it is.");
        }
    }

    private Duration positive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw invalid(field + " is " + value, "Give a time to wait.");
        }
        return value;
    }

    private DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, define(), problem, failure -> failure.hint(hint));
    }

    private String define() {
        return "define the step '" + stepId + "'";
    }
}
