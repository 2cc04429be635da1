package com.datafly.signal.dr.k8s.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.KubernetesProvider;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Grant;
import com.datafly.signal.dr.platform.AccessReport;
import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.DrillManifest;
import com.datafly.signal.dr.platform.PlatformAction;
import com.datafly.signal.dr.platform.RoleManifest;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.tck.DriverOptions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every action is done with exactly its Role, and is not with any rule less. */
class AccessRoleTest {

    static final String NAMESPACE = "datafly";

    /** Asked by servers from 1.35 on alone; the API server here is as those before it. */
    static final AccessRequest OF_NEWER_SERVERS = AccessRequest.inNamespace("create", "", "pods/exec");

    private final ApiServer server = ApiServer.start().namespace(NAMESPACE);

    @TempDir
    Path folder;

    private int users;

    @BeforeEach
    void fill() {
        for (String kind : List.of("Deployment", "StatefulSet", "DaemonSet")) {
            server.objects().put("""
                    apiVersion: apps/v1
                    kind: %1$s
                    metadata: {name: app, namespace: datafly}
                    spec:
                      selector: {matchLabels: {app: "%1$s"}}
                      template:
                        metadata: {labels: {app: "%1$s"}}
                        spec: {containers: [{name: app, image: "web:1"}]}
                    """.formatted(kind));
        }
        server.objects().put("""
                apiVersion: v1
                kind: Secret
                metadata: {name: db, namespace: datafly}
                stringData: {url: old}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: one, namespace: datafly}
                spec:
                  containers:
                  - name: app
                    image: web:1
                    env:
                    - {name: DB_URL, valueFrom: {secretKeyRef: {name: db, key: url}}}
                """);
        server.objects().put(pendingRelease(NAMESPACE));
        server.cluster().settle();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void anActionIsDoneWithExactlyItsRole(PlatformAction action) throws IOException {
        String role = RoleManifest.create("dr", NAMESPACE, Set.of(action)).yaml();

        perform(action, Grant.ofManifest(role, NAMESPACE));
    }

    @ParameterizedTest
    @EnumSource
    void anActionIsNotDoneWithAnyRuleLess(PlatformAction action) {
        for (AccessRequest left : action.requests()) {
            if (left.equals(OF_NEWER_SERVERS)) {
                continue;
            }
            List<Grant> fewer = action.requests().stream()
                    .filter(request -> !request.equals(left))
                    .map(AccessRoleTest::grant)
                    .toList();

            DrException denied = catchThrowableOfType(DrException.class, () -> perform(action, fewer));

            assertThat(denied).as("without " + left).isNotNull();
            assertThat(denied.code()).as("without " + left).isEqualTo(ErrorCode.PERMISSION_DENIED);
        }
    }

    @Test
    void aRoleOfAllActionsAllowsAllOfThemAndThePreflightSaysSo() throws IOException {
        Set<PlatformAction> all = EnumSet.allOf(PlatformAction.class);
        List<Grant> grants =
                Grant.ofManifest(RoleManifest.create("dr", NAMESPACE, all).yaml(), NAMESPACE);

        try (SignalDr dr = open(grants)) {
            AccessReport report = dr.platform().access().preflight(all);
            assertThat(report.missing()).isEmpty();
            assertThatCode(report::require).doesNotThrowAnyException();
        }
    }

    @Test
    void withTheClustersIdARoleMayReadThatOneNamespaceMoreAndNothingElse() throws IOException {
        RoleManifest role = RoleManifest.create("dr", NAMESPACE, Set.of(PlatformAction.IDENTIFY));
        String system = server.objects()
                .get("namespaces", "", "kube-system")
                .at("/metadata/uid")
                .asText();

        try (SignalDr without = open(Grant.ofManifest(role.yaml(), NAMESPACE));
                SignalDr with = open(Grant.ofManifest(role.withClusterId().yaml(), NAMESPACE))) {
            assertThat(without.platform().clusterId()).isNotEqualTo(system);
            assertThat(with.platform().clusterId()).isEqualTo(system);
        }
        assertThat(role.withClusterId().yaml()).startsWith(role.yaml()).endsWith("""
                        kind: ClusterRole
                        metadata:
                          name: "datafly-dr"
                        rules:
                        - apiGroups: [""]
                          resources: ["namespaces"]
                          resourceNames: ["kube-system"]
                          verbs: ["get"]
                        ---
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: ClusterRoleBinding
                        metadata:
                          name: "datafly-dr"
                        roleRef:
                          apiGroup: rbac.authorization.k8s.io
                          kind: ClusterRole
                          name: "datafly-dr"
                        subjects:
                        - kind: ServiceAccount
                          name: "dr"
                          namespace: "datafly"
                        """);
    }

    @Test
    void aPreflightNamesAllThatIsMissing() throws IOException {
        List<Grant> grants = new ArrayList<>(Grant.ofManifest(
                RoleManifest.create("dr", NAMESPACE, Set.of(PlatformAction.READ_SECRETS))
                        .yaml(),
                NAMESPACE));

        try (SignalDr dr = open(grants)) {
            AccessReport report = dr.platform()
                    .access()
                    .preflight(Set.of(
                            PlatformAction.CHANGE_SECRETS, PlatformAction.LOOK_AT_NODES, PlatformAction.READ_SECRETS));

            assertThat(report.allows(PlatformAction.READ_SECRETS)).isTrue();
            assertThat(report.allows(PlatformAction.CHANGE_SECRETS)).isFalse();
            assertThat(report.missing())
                    .extracting(AccessRequest::toString)
                    .containsExactlyInAnyOrder("list nodes", "patch secrets");
            DrException refusal = catchThrowableOfType(DrException.class, report::require);
            assertThat(refusal.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
            assertThat(refusal).hasMessageContaining("list nodes").hasMessageContaining("patch secrets");
        }
    }

    @Test
    void theManifestsAreTakenByTheServer() {
        String drills = DrillManifest.create(
                        "dr-drill",
                        NAMESPACE,
                        "registry/drills:1",
                        drill -> drill.schedule("30 2 * * 1", "Europe/Berlin")
                                .serviceAccount("dr")
                                .arguments("--tier", "a \"b\" c")
                                .variable("MODE", "drill: yes")
                                .secret("DB_PASSWORD", "db", "password"))
                .yaml();

        server.objects().put(drills);

        var job = server.objects().get("cronjobs.batch", NAMESPACE, "dr-drill");
        assertThat(job.at("/spec/schedule").asText()).isEqualTo("30 2 * * 1");
        assertThat(job.at("/spec/timeZone").asText()).isEqualTo("Europe/Berlin");
        assertThat(job.at("/spec/concurrencyPolicy").asText()).isEqualTo("Forbid");
        assertThat(job.at("/spec/jobTemplate/spec/backoffLimit").asInt(-1)).isZero();
        var pod = job.at("/spec/jobTemplate/spec/template/spec");
        assertThat(pod.at("/serviceAccountName").asText()).isEqualTo("dr");
        assertThat(pod.at("/containers/0/args/1").asText()).isEqualTo("a \"b\" c");
        assertThat(pod.at("/containers/0/env/0/value").asText()).isEqualTo("drill: yes");
        assertThat(pod.at("/containers/0/env/1/valueFrom/secretKeyRef/key").asText())
                .isEqualTo("password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1234", "true", "0x1f", "1e3"})
    void aNameThatYamlTakesForSomethingElseStaysAText(String name) {
        for (String part : RoleManifest.create(name, name, Set.of(PlatformAction.LOOK_AT_PODS))
                .yaml()
                .split("---\n", -1)) {
            if (part.contains("kind: RoleBinding")) {
                var binding = Serialization.unmarshal(part, GenericKubernetesResource.class);
                assertThat(binding.<String>get("roleRef", "name")).isEqualTo(name);
                assertThat(binding.<String>get("subjects", 0, "name")).isEqualTo(name);
                assertThat(binding.<String>get("subjects", 0, "namespace")).isEqualTo(name);
            }
        }
    }

    @Test
    void whateverAnArgumentIsItStaysOneText() {
        List<String> words = List.of("a #b", "\"", "'", "\\", "- c", "{d: e}", "ü\n\t", "", "%s", "yes", "0123");
        String yaml = DrillManifest.create(
                        "dr-drill", NAMESPACE, "drills:1", drill -> drill.arguments(words.toArray(String[]::new)))
                .yaml();

        CronJob job = Serialization.unmarshal(yaml, CronJob.class);

        var pod = job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
        assertThat(pod.getContainers().get(0).getArgs()).isEqualTo(words);
        assertThat(pod.getContainers().get(0).getEnv()).isEmpty();
        assertThat(job.getSpec().getTimeZone()).isEqualTo("Etc/UTC");
    }

    private void perform(PlatformAction action, List<Grant> grants) throws IOException {
        Path kubeconfig = kubeconfig(grants);
        DriverOptions options = DriverOptions.of(Map.of("kubeconfig", kubeconfig.toString()));
        try (PlatformDriver driver =
                new KubernetesProvider().open(ResourceAddress.parse("k8s:" + NAMESPACE), options)) {
            Deeds.perform(action, NAMESPACE, driver, kubeconfig);
        }
    }

    private SignalDr open(List<Grant> grants) throws IOException {
        String kubeconfig = kubeconfig(grants).toString();
        return SignalDr.builder()
                .platform("k8s:" + NAMESPACE, options -> options.option("kubeconfig", kubeconfig))
                .journal(folder.resolve("journal"))
                .build();
    }

    private Path kubeconfig(List<Grant> grants) throws IOException {
        String token = server.token("user-" + users, grants);
        return Files.writeString(folder.resolve("kubeconfig-" + users++), server.kubeconfig(token, NAMESPACE));
    }

    private static Grant grant(AccessRequest request) {
        return Grant.of(
                request.namespaced() ? NAMESPACE : "",
                request.group(),
                Set.of(request.verb()),
                Set.of(request.resource()));
    }

    static String pendingRelease(String namespace) {
        String json = "{\"name\":\"web\",\"version\":1,\"namespace\":\"" + namespace + "\","
                + "\"info\":{\"status\":\"pending-upgrade\"},\"manifest\":\"\",\"chart\":{\"metadata\":"
                + "{\"name\":\"web\",\"version\":\"1.0.0\"}}}";
        String once = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        String twice = Base64.getEncoder().encodeToString(once.getBytes(StandardCharsets.UTF_8));
        return """
                apiVersion: v1
                kind: Secret
                type: helm.sh/release.v1
                metadata:
                  name: sh.helm.release.v1.web.v1
                  namespace: "%s"
                  labels: {owner: helm, name: web, version: "1", status: pending-upgrade}
                data: {release: "%s"}
                """.formatted(namespace, twice);
    }
}
