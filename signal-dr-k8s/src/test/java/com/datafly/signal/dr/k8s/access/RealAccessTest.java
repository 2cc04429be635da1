package com.datafly.signal.dr.k8s.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.KubernetesProvider;
import com.datafly.signal.dr.k8s.real.RealNamespace;
import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.PlatformAction;
import com.datafly.signal.dr.platform.RoleManifest;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.tck.DriverOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every action with exactly its Role, and with any rule less, where RBAC of a real cluster decides. */
@EnabledIfEnvironmentVariable(named = RealNamespace.VARIABLE, matches = ".+")
class RealAccessTest {

    private static RealNamespace cluster;
    private static int accounts;

    @BeforeAll
    static void fill(@TempDir Path folder) {
        cluster = new RealNamespace(folder);
        for (String kind : List.of("Deployment", "StatefulSet", "DaemonSet")) {
            cluster.put("""
                    apiVersion: apps/v1
                    kind: %1$s
                    metadata: {name: app}
                    spec:
                      selector: {matchLabels: {app: "%1$s"}}
                      template:
                        metadata: {labels: {app: "%1$s"}}
                        spec: {containers: [{name: app, image: "%2$s"}]}
                    """.formatted(kind, RealNamespace.image()));
        }
        cluster.put("apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {url: old}");
        cluster.put("""
                apiVersion: v1
                kind: Pod
                metadata: {name: one, labels: {app: one}}
                spec:
                  automountServiceAccountToken: false
                  containers:
                  - name: app
                    image: "%s"
                    env: [{name: DB_URL, valueFrom: {secretKeyRef: {name: db, key: url}}}]
                """.formatted(RealNamespace.image()));
        cluster.awaitReady("one", 1);
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource
    void anActionIsDoneWithExactlyItsRole(PlatformAction action) throws IOException {
        perform(action, account(action, action.requests(), List.of()));
    }

    @ParameterizedTest
    @EnumSource
    void anActionIsNotDoneWithAnyRuleLess(PlatformAction action) throws IOException {
        List<AccessRequest> offered =
                action.requests().stream().filter(RealAccessTest::offered).toList();
        for (AccessRequest left : offered) {
            List<AccessRequest> fewer = action.requests().stream()
                    .filter(request -> !request.equals(left))
                    .toList();
            Path kubeconfig = account(action, fewer, List.of(left));

            DrException denied = catchThrowableOfType(DrException.class, () -> perform(action, kubeconfig));

            assertThat(denied).as("without " + left).isNotNull();
            assertThat(denied.code()).as("without " + left).isEqualTo(ErrorCode.PERMISSION_DENIED);
        }
        assumeThat(action.requests()).as("what this cluster knows of it").hasSameSizeAs(offered);
    }

    /** Tells whether the cluster asks for it: a kind may be younger than it, and so may a check. */
    private static boolean offered(AccessRequest request) {
        boolean scaler = request.resource().equals("horizontalpodautoscalers");
        return !request.equals(AccessRoleTest.OF_NEWER_SERVERS)
                && !(scaler && !cluster.client().supports("autoscaling/v2", "HorizontalPodAutoscaler"));
    }

    /** Makes somebody who may do those things alone, and waits until the cluster has heard of it. */
    private static Path account(PlatformAction action, List<AccessRequest> allowed, List<AccessRequest> missing)
            throws IOException {
        String name = "runner-" + accounts++;
        cluster.put(
                allowed.isEmpty()
                        ? "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: " + name + "}"
                        : RoleManifest.of(name, cluster.name(), allowed).yaml());
        Path kubeconfig = cluster.kubeconfigOf(name);
        try (SignalDr dr = cluster.open(kubeconfig)) {
            RealNamespace.await(() ->
                    dr.platform().access().preflight(Set.of(action)).missing().equals(missing));
        }
        return kubeconfig;
    }

    private static void perform(PlatformAction action, Path kubeconfig) {
        cluster.put(AccessRoleTest.pendingRelease(cluster.name()));
        DriverOptions options = DriverOptions.of(Map.of("kubeconfig", kubeconfig.toString()));
        try (PlatformDriver driver =
                new KubernetesProvider().open(ResourceAddress.parse("k8s:" + cluster.name()), options)) {
            Deeds.perform(action, cluster.name(), driver, kubeconfig);
        }
    }
}
