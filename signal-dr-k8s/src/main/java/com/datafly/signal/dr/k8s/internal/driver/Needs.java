package com.datafly.signal.dr.k8s.internal.driver;

import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.PlatformCapability;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The permissions that each capability needs. */
final class Needs {

    private static final AccessRequest GET_SECRETS = inNamespace("get", "", "secrets");

    static final Map<PlatformCapability, List<AccessRequest>> ALL = all();

    private Needs() {}

    private static Map<PlatformCapability, List<AccessRequest>> all() {
        Map<PlatformCapability, List<AccessRequest>> all = new EnumMap<>(PlatformCapability.class);
        all.put(PlatformCapability.READ_NODES, List.of(new AccessRequest("list", "", "nodes", "", false)));
        all.put(PlatformCapability.READ_BUDGETS, List.of(inNamespace("list", "policy", "poddisruptionbudgets")));
        all.put(PlatformCapability.READ_LOGS, List.of(inNamespace("get", "", "pods/log")));
        all.put(PlatformCapability.EVICT, List.of(inNamespace("create", "", "pods/eviction")));
        all.put(
                PlatformCapability.RESTART,
                List.of(
                        inNamespace("patch", "apps", "deployments"),
                        inNamespace("patch", "apps", "statefulsets"),
                        inNamespace("patch", "apps", "daemonsets")));
        all.put(PlatformCapability.READ_SECRETS, List.of(GET_SECRETS));
        all.put(PlatformCapability.CHANGE_SECRETS, List.of(GET_SECRETS, inNamespace("patch", "", "secrets")));
        // Over a WebSocket an exec is a get; since Kubernetes 1.35 the server asks for create as well.
        all.put(
                PlatformCapability.LOOK_INTO_CONTAINERS,
                List.of(
                        inNamespace("get", "", "pods"),
                        inNamespace("get", "", "pods/exec"),
                        inNamespace("create", "", "pods/exec")));
        all.put(PlatformCapability.READ_RELEASES, List.of(inNamespace("list", "", "secrets"), GET_SECRETS));
        return Collections.unmodifiableMap(all);
    }

    private static AccessRequest inNamespace(String verb, String group, String resource) {
        return AccessRequest.inNamespace(verb, group, resource);
    }
}
