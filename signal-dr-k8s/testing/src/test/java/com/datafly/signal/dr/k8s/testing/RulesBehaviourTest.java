package com.datafly.signal.dr.k8s.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datafly.signal.dr.k8s.testing.ApiClient.Answer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is refused because it breaks a rule. */
final class RulesBehaviourTest extends ApiBehaviour {

    private static final String WITH_UNKNOWN_FIELD = "{\"metadata\":{\"name\":\"db\"},\"dta\":{\"url\":\"\"}}";

    RulesBehaviourTest(Supplier<Site> start) {
        super(start);
    }

    @Test
    void anImmutableSecretNeverChanges() {
        api.post(
                site.core("secrets"),
                "{\"metadata\":{\"name\":\"db\"},\"immutable\":true,\"stringData\":{\"url\":\"a\"}}");

        Answer changed =
                api.patch(site.core("secrets/db"), ApiClient.MERGE, "{\"data\":{\"url\":\"" + base64("b") + "\"}}");
        Answer freed = api.patch(site.core("secrets/db"), ApiClient.MERGE, "{\"immutable\":null}");
        Answer labelled =
                api.patch(site.core("secrets/db"), ApiClient.MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");

        assertThat(changed.status()).isEqualTo(422);
        assertThat(changed.reason()).isEqualTo("Invalid");
        assertThat(changed.message())
                .isEqualTo("Secret \"db\" is invalid: data: Forbidden: field is immutable when `immutable` is set");
        assertThat(freed.status()).isEqualTo(422);
        assertThat(labelled.status()).isEqualTo(200);
        assertThat(value("db")).isEqualTo("a");
    }

    @Test
    void aSecretHasItsTypeForEver() {
        secret("db", "a");

        Answer changed = api.patch(site.core("secrets/db"), ApiClient.MERGE, "{\"type\":\"example.com/other\"}");

        assertThat(changed.status()).isEqualTo(422);
        assertThat(changed.message()).contains("type: Invalid value", "field is immutable");
    }

    @Test
    void aSecretOfMoreThanAMebibyteIsTooLong() {
        Answer fits = secret("fits", "x".repeat(1024 * 1024));
        Answer tooLong = secret("long", "x".repeat(1024 * 1024 + 1));

        assertThat(fits.status()).isEqualTo(201);
        assertThat(tooLong.status()).isEqualTo(422);
        assertThat(tooLong.message()).contains("data: Too long", "1048576");
    }

    @Test
    void aNameThatIsNoNameIsRefused() {
        Answer refused = secret("Not_A_Name", "a");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message())
                .startsWith("Secret \"Not_A_Name\" is invalid: metadata.name: Invalid value: \"Not_A_Name\"")
                .contains("RFC 1123");
        assertThat(refused.at("details", "kind")).isEqualTo("Secret");
        assertThat(refused.body().at("/details/causes/0/field").asText()).isEqualTo("metadata.name");
    }

    @Test
    void aLabelThatIsNoLabelIsRefused() {
        Answer refused =
                api.post(site.core("configmaps"), "{\"metadata\":{\"name\":\"c\",\"labels\":{\"a\":\"not a value\"}}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message()).contains("metadata.labels: Invalid value: \"not a value\"");
    }

    @Test
    void aKeyThatIsNoKeyIsRefused() {
        Answer refused =
                api.post(site.core("secrets"), "{\"metadata\":{\"name\":\"db\"},\"stringData\":{\"a b\":\"c\"}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message()).contains("data[a b]: Invalid value");
    }

    @Test
    void aValueThatIsNotEncodedIsABadRequest() {
        Answer refused = api.post(site.core("secrets"), "{\"metadata\":{\"name\":\"db\"},\"data\":{\"url\":\"?\"}}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.reason()).isEqualTo("BadRequest");
        assertThat(refused.message()).contains("illegal base64 data");
    }

    @Test
    void aFieldThatTheKindDoesNotHaveIsLeftOut() {
        Answer made = api.post(site.core("secrets"), WITH_UNKNOWN_FIELD);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body().has("dta")).isFalse();
    }

    @Test
    void aFieldThatTheKindDoesNotHaveIsRefusedIfThatIsWanted() {
        assumeThat(site.minor()).as("fieldValidation came with 1.25").isGreaterThanOrEqualTo(25);

        Answer refused = api.post(site.core("secrets") + "?fieldValidation=Strict", WITH_UNKNOWN_FIELD);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).contains("strict decoding error: unknown field \"dta\"");
        assertThat(api.get(site.core("secrets/db")).status()).isEqualTo(404);
    }

    @Test
    void whatADeploymentSelectsIsForEver() {
        String path = site.group("apps/v1", "deployments");
        api.post(path, deployment("web", "a:1"));

        Answer refused = api.patch(
                path + "/web",
                ApiClient.MERGE,
                "{\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"b\"}},"
                        + "\"template\":{\"metadata\":{\"labels\":{\"app\":\"b\"}}}}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message()).contains("spec.selector: Invalid value", "field is immutable");
    }

    @Test
    void aDeploymentSelectsItsOwnPods() {
        String other =
                deployment("web", "a:1").replace("{\"labels\": {\"app\": \"web\"}}", "{\"labels\": {\"b\": \"c\"}}");

        Answer refused = api.post(site.group("apps/v1", "deployments"), other);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message()).contains("`selector` does not match template `labels`");
    }

    @Test
    void ofAStatefulSetOnlyAFewThingsMayChange() {
        String path = site.group("apps/v1", "statefulsets");
        String set = deployment("db", "a:1")
                .replace("\"Deployment\"", "\"StatefulSet\"")
                .replace("\"replicas\": 0", "\"replicas\": 0, \"serviceName\": \"db\"");
        api.post(path, set);

        Answer refused = api.patch(path + "/db", ApiClient.MERGE, "{\"spec\":{\"serviceName\":\"other\"}}");
        Answer allowed = api.patch(path + "/db", ApiClient.MERGE, "{\"spec\":{\"minReadySeconds\":1}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message()).contains("updates to statefulset spec for fields other than");
        assertThat(allowed.status()).isEqualTo(200);
    }

    @Test
    void aBudgetSaysEitherWhatStaysOrWhatMayGo() {
        Answer refused = api.post(
                site.group("policy/v1", "poddisruptionbudgets"),
                "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"minAvailable\":1,\"maxUnavailable\":1}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message()).contains("minAvailable and maxUnavailable cannot be both set");
    }
}
