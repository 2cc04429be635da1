package com.datafly.signal.dr.k8s.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.k8s.testing.ApiClient.Answer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may do what. */
final class AccessTest {

    private static final String SECRETS = "/api/v1/namespaces/datafly/secrets";

    private final ApiServer server = ApiServer.start().namespace("datafly").namespace("other");

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void whoIsUnknownMayDoNothing() {
        ApiClient nobody = ApiClient.of(server, "no-such-token");

        Answer refused = nobody.get(SECRETS);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.reason()).isEqualTo("Unauthorized");
        assertThat(nobody.get("/apis").status()).isEqualTo(401);
        assertThat(nobody.get("/version").status()).isEqualTo(200);
    }

    @Test
    void aTokenThatIsTakenAwayIsUnknown() {
        String token = server.token("reader", List.of(Grant.everything()));
        assertThat(ApiClient.of(server, token).get(SECRETS).status()).isEqualTo(200);

        server.revoke(token);

        assertThat(ApiClient.of(server, token).get(SECRETS).status()).isEqualTo(401);
    }

    @Test
    void whatIsNotGrantedIsForbidden() {
        String token = server.token("reader", List.of(Grant.of("datafly", "", Set.of("get"), Set.of("secrets"))));
        ApiClient reader = ApiClient.of(server, token);

        assertThat(reader.get(SECRETS + "/db").status()).isEqualTo(404);
        Answer list = reader.get(SECRETS);
        assertThat(list.status()).isEqualTo(403);
        assertThat(list.message())
                .isEqualTo("secrets is forbidden: User \"reader\" cannot list resource \"secrets\" in API group \"\""
                        + " in the namespace \"datafly\"");
        assertThat(reader.get(SECRETS.replace("datafly", "other") + "/db").status())
                .isEqualTo(403);
        assertThat(reader.get("/api/v1/nodes").message()).endsWith("at the cluster scope");
    }

    @Test
    void aRoleGrantsWhatItsManifestSays() {
        String role = """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata:
                  name: dr
                  namespace: datafly
                rules:
                - apiGroups: [""]
                  resources: ["pods", "pods/log"]
                  verbs: ["get", "list"]
                - apiGroups:
                  - ""
                  resources:
                  - secrets
                  resourceNames:
                  - db
                  verbs:
                  - get
                """;
        ApiClient holder = ApiClient.of(server, server.token("dr", Grant.ofManifest(role, "datafly")));

        assertThat(holder.get("/api/v1/namespaces/datafly/pods").status()).isEqualTo(200);
        assertThat(holder.get("/api/v1/namespaces/datafly/pods/a/log").status()).isEqualTo(404);
        assertThat(holder.get(SECRETS + "/db").status()).isEqualTo(404);
        assertThat(holder.get(SECRETS + "/other").status()).isEqualTo(403);
    }

    @Test
    void aRoleMayAllowToLookAtItsOwnNamespace() {
        Grant grant = Grant.of("datafly", "", Set.of("get"), Set.of("namespaces"));
        ApiClient holder = ApiClient.of(server, server.token("dr", List.of(grant)));

        assertThat(holder.get("/api/v1/namespaces/datafly").status()).isEqualTo(200);
        assertThat(holder.get("/api/v1/namespaces/kube-system").status()).isEqualTo(403);
        assertThat(holder.get("/api/v1/namespaces").message()).endsWith("at the cluster scope");
    }

    @Test
    void aReviewAgreesWithWhatIsRefused() {
        Grant grant = Grant.of("datafly", "", Set.of("create"), Set.of("pods/eviction"));
        ApiClient holder = ApiClient.of(server, server.token("dr", List.of(grant)));
        String review = """
                {"spec": {"resourceAttributes": {"namespace": "datafly", "verb": "%s", "resource": "pods",
                  "subresource": "%s"}}}
                """;
        String reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

        assertThat(holder.post(reviews, review.formatted("create", "eviction")).at("status", "allowed"))
                .isEqualTo("true");
        assertThat(holder.post(reviews, review.formatted("get", "log")).at("status", "allowed"))
                .isEqualTo("false");
        assertThat(holder.get("/api/v1/namespaces/datafly/pods/a/log").status()).isEqualTo(403);
        assertThat(holder.post("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", """
                        {"spec": {"namespace": "datafly"}}
                        """)
                        .body()
                        .at("/status/resourceRules/0/resources/0")
                        .asText())
                .isEqualTo("pods/eviction");
    }
}
