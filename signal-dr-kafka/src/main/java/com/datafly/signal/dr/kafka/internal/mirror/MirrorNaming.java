package com.datafly.signal.dr.kafka.internal.mirror;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.connect.mirror.DefaultReplicationPolicy;
import org.apache.kafka.connect.mirror.IdentityReplicationPolicy;
import org.apache.kafka.connect.mirror.MirrorClientConfig;
import org.apache.kafka.connect.mirror.ReplicationPolicy;
import org.jspecify.annotations.Nullable;

/** The names that topics of one source have at the target, by MirrorMaker's own classes. */
final class MirrorNaming {

    private static final String OPENING = "read the options of replication";
    private static final String PROBE = "signal";

    private final String alias;
    private final ReplicationPolicy policy;

    private MirrorNaming(String alias, ReplicationPolicy policy) {
        this.alias = alias;
        this.policy = policy;
    }

    /**
     * Makes the policy.
     *
     * @param policyClass {@code default}, {@code identity}, or a class's name
     * @param settings the policy's own, as {@code replication.policy.separator}
     * @throws DrException with {@code INVALID_ARGUMENT} if there is no such class, or the alias holds the separator
     */
    static MirrorNaming of(String alias, String policyClass, Map<String, String> settings) {
        ReplicationPolicy policy = make(policyClass);
        if (policy instanceof Configurable configurable) {
            Map<String, String> all = new HashMap<>(settings);
            all.put(IdentityReplicationPolicy.SOURCE_CLUSTER_ALIAS_CONFIG, alias);
            configurable.configure(all);
        }
        MirrorNaming naming = new MirrorNaming(alias, policy);
        if (naming.sourceTopic(naming.targetTopic(PROBE)).isEmpty()) {
            throw invalid(
                    "the alias '" + alias + "' cannot be told from a topic of the target: " + naming.targetTopic(PROBE)
                            + " does not lead back to it",
                    "Choose an alias without the separator of the replication policy.",
                    null);
        }
        return naming;
    }

    private static ReplicationPolicy make(String name) {
        if (name.equals("default")) {
            return new DefaultReplicationPolicy();
        }
        if (name.equals("identity")) {
            return new IdentityReplicationPolicy();
        }
        try {
            return Class.forName(name, true, loader())
                    .asSubclass(ReplicationPolicy.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw invalid(
                    "the replication policy '" + name + "' cannot be made: " + e,
                    "Write default, identity, or the name of a class on the class path that implements"
                            + " org.apache.kafka.connect.mirror.ReplicationPolicy.",
                    e);
        }
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? MirrorNaming.class.getClassLoader() : context;
    }

    String alias() {
        return alias;
    }

    ReplicationPolicy policy() {
        return policy;
    }

    String targetTopic(String sourceTopic) {
        return policy.formatRemoteTopic(alias, sourceTopic);
    }

    Optional<String> sourceTopic(String targetTopic) {
        if (policy.isInternalTopic(targetTopic)) {
            return Optional.empty();
        }
        // A policy that keeps names takes any topic for a copy.
        return Optional.ofNullable(policy.upstreamTopic(targetTopic))
                .filter(topic -> targetTopic(topic).equals(targetTopic));
    }

    boolean keepsNames() {
        return targetTopic(PROBE).equals(PROBE);
    }

    String syncsTopic() {
        return policy.offsetSyncsTopic(alias);
    }

    /** Names the settings of a policy with a separator. */
    static Map<String, String> settings(Optional<String> separator, boolean internalSeparator) {
        Map<String, String> settings = new HashMap<>();
        separator.ifPresent(text -> settings.put(MirrorClientConfig.REPLICATION_POLICY_SEPARATOR, text));
        settings.put(MirrorClientConfig.INTERNAL_TOPIC_SEPARATOR_ENABLED, Boolean.toString(internalSeparator));
        return settings;
    }

    private static DrException invalid(String problem, String hint, @Nullable Throwable cause) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, OPENING, problem, failure -> {
            failure.hint(hint);
            if (cause != null) {
                failure.cause(cause);
            }
        });
    }
}
