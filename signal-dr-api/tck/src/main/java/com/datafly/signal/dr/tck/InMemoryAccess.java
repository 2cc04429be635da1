package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.PlatformCapabilities;
import com.datafly.signal.dr.platform.PlatformCapability;
import com.datafly.signal.dr.platform.WorkloadKind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which permissions the calls of an {@link InMemoryPlatformDriver} need: those that they need at Kubernetes. */
final class InMemoryAccess {

    static final AccessRequest LIST_PODS = AccessRequest.inNamespace("list", "", "pods");
    static final AccessRequest LIST_NODES = new AccessRequest("list", "", "nodes", "", false);
    static final AccessRequest LIST_BUDGETS = AccessRequest.inNamespace("list", "policy", "poddisruptionbudgets");
    static final AccessRequest LIST_EVENTS = AccessRequest.inNamespace("list", "", "events");
    static final AccessRequest IDENTIFY = AccessRequest.inNamespace("get", "", "namespaces");
    static final AccessRequest EVICT = AccessRequest.inNamespace("create", "", "pods/eviction");
    static final AccessRequest LOOK_INTO = AccessRequest.inNamespace("create", "", "pods/exec");
    static final AccessRequest READ_LOGS = AccessRequest.inNamespace("get", "", "pods/log");

    private InMemoryAccess() {}

    static AccessRequest of(String verb, WorkloadKind kind) {
        String group = kind.rollsOut() ? "apps" : "batch";
        return AccessRequest.inNamespace(verb, group, kind.word() + "s");
    }

    static AccessRequest secrets(String verb) {
        return AccessRequest.inNamespace(verb, "", "secrets");
    }

    static PlatformCapabilities capabilities(InMemoryPermissions permissions) {
        Map<PlatformCapability, CapabilityStatus> statuses = new EnumMap<>(PlatformCapability.class);
        for (PlatformCapability capability : PlatformCapability.values()) {
            statuses.put(
                    capability,
                    needs(capability).stream()
                            .filter(request -> !permissions.allows(request))
                            .findFirst()
                            .<CapabilityStatus>map(request ->
                                    new CapabilityStatus.Unsupported("the credential in use may not " + request))
                            .orElse(new CapabilityStatus.Supported("")));
        }
        return PlatformCapabilities.of(statuses);
    }

    private static List<AccessRequest> needs(PlatformCapability capability) {
        return switch (capability) {
            case READ_NODES -> List.of(LIST_NODES);
            case READ_BUDGETS -> List.of(LIST_BUDGETS);
            case READ_LOGS -> List.of(READ_LOGS);
            case EVICT -> List.of(EVICT);
            case RESTART ->
                Arrays.stream(WorkloadKind.values())
                        .filter(WorkloadKind::rollsOut)
                        .map(kind -> of("patch", kind))
                        .toList();
            case READ_SECRETS -> List.of(secrets("get"));
            case CHANGE_SECRETS -> List.of(secrets("patch"));
            case LOOK_INTO_CONTAINERS -> List.of(LOOK_INTO);
            case READ_RELEASES -> List.of(secrets("list"));
        };
    }
}
