package com.datafly.signal.dr.kafka.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.kafka.internal.KafkaErrors;
import com.datafly.signal.dr.kafka.internal.KafkaRequest;
import com.datafly.signal.dr.kafka.internal.client.KafkaClients;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.DeleteAclsResult.FilterResult;
import org.apache.kafka.clients.admin.DeleteAclsResult.FilterResults;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Reads and changes access rules. */
final class Acls {

    private final KafkaClients clients;

    Acls(KafkaClients clients) {
        this.clients = clients;
    }

    List<AclRule> list() {
        return bindings().stream().map(Acls::rule).toList();
    }

    private Collection<AclBinding> bindings() {
        return Awaited.read(KafkaRequest.DESCRIBE_ACLS)
                .get(
                        "list access rules",
                        clients.admin().describeAcls(AclBindingFilter.ANY).values());
    }

    void add(List<AclRule> rules) {
        if (!rules.isEmpty()) {
            List<AclBinding> bindings = rules.stream().map(Acls::binding).toList();
            List<KafkaFuture<Boolean>> added = clients.admin().createAcls(bindings).values().values().stream()
                    .map(each -> each.thenApply(done -> true))
                    .toList();
            change(KafkaRequest.CREATE_ACLS, "add access rules", added);
            awaitShown(bindings, true);
        }
    }

    void remove(List<AclRule> rules) {
        if (!rules.isEmpty()) {
            List<AclBinding> bindings = rules.stream().map(Acls::binding).toList();
            List<AclBindingFilter> filters =
                    bindings.stream().map(AclBinding::toFilter).toList();
            List<KafkaFuture<Boolean>> removed = clients.admin().deleteAcls(filters).values().values().stream()
                    .map(each -> each.thenApply(Acls::isRemoved))
                    .toList();
            change(KafkaRequest.DELETE_ACLS, "remove access rules", removed);
            awaitShown(bindings, false);
        }
    }

    /**
     * Brokers follow the controller's rules a little later, and whoever shuts somebody out counts on them: returns when
     * the broker that is asked shows them, or has not for some seconds.
     */
    private void awaitShown(List<AclBinding> changed, boolean there) {
        try {
            Propagation.await(() -> {
                Set<AclBinding> present = new HashSet<>(bindings());
                return changed.stream().allMatch(rule -> present.contains(rule) == there);
            });
        } catch (DrException e) {
            // The change is made, and who may change rules need not be able to list them.
            return;
        }
    }

    /** A rule that is not there cannot be removed, which is no failure. */
    private static boolean isRemoved(FilterResults found) {
        for (FilterResult rule : found.values()) {
            if (rule.exception() != null) {
                throw rule.exception();
            }
        }
        return !found.values().isEmpty();
    }

    /** Waits for each: one may be refused while others are not. */
    private static void change(KafkaRequest request, String operation, List<KafkaFuture<Boolean>> changes) {
        Effect effect = Effect.NONE;
        List<DrException> failures = new ArrayList<>();
        for (KafkaFuture<Boolean> change : changes) {
            try {
                if (Awaited.change(request).get(operation, change)) {
                    effect = Effect.APPLIED;
                }
            } catch (DrException e) {
                failures.add(e);
            }
        }
        boolean unclear = failures.stream().anyMatch(failure -> failure.effect() == Effect.UNKNOWN);
        if (!failures.isEmpty()) {
            throw KafkaErrors.besideOthers(failures.get(0), unclear && effect == Effect.NONE ? Effect.UNKNOWN : effect);
        }
    }

    private static AclRule rule(AclBinding binding) {
        return new AclRule(
                binding.pattern().resourceType().name(),
                binding.pattern().name(),
                binding.pattern().patternType().name(),
                binding.entry().principal(),
                binding.entry().host(),
                binding.entry().operation().name(),
                binding.entry().permissionType().name());
    }

    private static AclBinding binding(AclRule rule) {
        ResourceType type = ResourceType.fromString(rule.resourceType());
        PatternType pattern = PatternType.fromString(rule.pattern());
        AclOperation operation = AclOperation.fromString(rule.operation());
        AclPermissionType permission = AclPermissionType.fromString(rule.permission());
        boolean unknown = type.isUnknown() || pattern.isUnknown() || operation.isUnknown() || permission.isUnknown();
        // A rule names one thing; ANY and MATCH are words of searches.
        boolean search = type == ResourceType.ANY
                || !pattern.isSpecific()
                || operation == AclOperation.ANY
                || permission == AclPermissionType.ANY;
        if (unknown || search) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "change access rules",
                    rule + " is no rule of Kafka's",
                    failure -> failure.hint("Use Kafka's own words, as in TOPIC, LITERAL, WRITE and ALLOW."));
        }
        return new AclBinding(
                new ResourcePattern(type, rule.resource(), pattern),
                new AccessControlEntry(rule.principal(), rule.host(), operation, permission));
    }
}
