package com.datafly.signal.dr.k8s.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.k8s.testing.ApiClient.Answer;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Making, reading, changing and removing objects. */
final class ObjectsBehaviourTest extends ApiBehaviour {

    ObjectsBehaviourTest(Supplier<Site> start) {
        super(start);
    }

    @Test
    void aSecretsPlainValuesAreStoredEncodedAndNotAnsweredPlain() {
        Answer made = secret("db", "jdbc:a");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.at("data", "url")).isEqualTo(base64("jdbc:a"));
        assertThat(made.body().has("stringData")).isFalse();
        assertThat(made.at("type")).isEqualTo("Opaque");
    }

    @Test
    void anObjectGetsItsIdentityFromTheServer() {
        Answer made = api.post(
                site.core("configmaps"),
                "{\"metadata\":{\"generateName\":\"a-\",\"uid\":\"mine\",\"labels\":{\"a\":\"b\"}}}");

        assertThat(made.at("metadata", "name")).matches("a-[a-z0-9]{5}");
        assertThat(made.at("metadata", "uid")).hasSize(36);
        assertThat(made.at("metadata", "creationTimestamp")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(made.version()).matches("\\d+");
        assertThat(made.at("kind")).isEqualTo("ConfigMap");
    }

    @Test
    void aNameThatIsTakenIsAConflictThatChangesNothing() {
        secret("db", "first");

        Answer again = secret("db", "second");

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.reason()).isEqualTo("AlreadyExists");
        assertThat(again.message()).isEqualTo("secrets \"db\" already exists");
        assertThat(value("db")).isEqualTo("first");
    }

    @Test
    void whatIsMissingIsToldWithItsNameAndKind() {
        Answer missing = api.get(site.group("apps/v1", "deployments/none"));

        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.reason()).isEqualTo("NotFound");
        assertThat(missing.message()).isEqualTo("deployments.apps \"none\" not found");
        assertThat(missing.at("details", "kind")).isEqualTo("deployments");
        assertThat(missing.at("details", "name")).isEqualTo("none");
    }

    @Test
    void anUnknownKindIsNotFoundInAnotherWay() {
        assertThat(api.get(site.core("gadgets")).message())
                .isEqualTo("the server could not find the requested resource");
        assertThat(api.get("/apis/none.example.com/v1/gadgets").status()).isEqualTo(404);
    }

    @Test
    void nothingIsMadeInANamespaceThatIsMissing() {
        Answer made = api.post("/api/v1/namespaces/none-at-all/secrets", "{\"metadata\":{\"name\":\"db\"}}");

        assertThat(made.status()).isEqualTo(404);
        assertThat(made.message()).isEqualTo("namespaces \"none-at-all\" not found");
    }

    @Test
    void aStaleUpdateIsAConflict() {
        Answer first = secret("db", "a");
        String body = first.text();
        api.patch(site.core("secrets/db"), ApiClient.MERGE, "{\"data\":{\"url\":\"" + base64("b") + "\"}}");

        Answer stale = api.put(site.core("secrets/db"), body);

        assertThat(stale.status()).isEqualTo(409);
        assertThat(stale.reason()).isEqualTo("Conflict");
        assertThat(stale.message()).contains("the object has been modified");
        assertThat(value("db")).isEqualTo("b");
    }

    @Test
    void anUpdateThatChangesNothingMakesNoNewVersion() {
        Answer first = secret("db", "a");

        Answer same = api.put(site.core("secrets/db"), first.text());

        assertThat(same.status()).isEqualTo(200);
        assertThat(same.version()).isEqualTo(first.version());
    }

    @Test
    void aLeaseIsOnlyUpdatedByWhoSaysWhichVersionOfIt() {
        String leases = site.group("coordination.k8s.io/v1", "leases");
        api.post(
                leases,
                "{\"metadata\":{\"name\":\"l\"},\"spec\":{\"holderIdentity\":\"a\",\"leaseDurationSeconds\":15}}");

        Answer blind = api.put(leases + "/l", "{\"metadata\":{\"name\":\"l\"},\"spec\":{\"holderIdentity\":\"b\"}}");

        assertThat(blind.status()).isEqualTo(422);
        assertThat(blind.message()).contains("metadata.resourceVersion", "must be specified for an update");
    }

    @Test
    void onlyASpecificationsChangesAreCounted() {
        String path = site.group("apps/v1", "deployments");
        assertThat(api.post(path, deployment("web", "a:1")).at("metadata", "generation"))
                .isEqualTo("1");

        Answer labelled = api.patch(path + "/web", ApiClient.MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        Answer changed = api.patch(path + "/web", ApiClient.MERGE, "{\"spec\":{\"minReadySeconds\":1}}");

        assertThat(labelled.at("metadata", "generation")).isEqualTo("1");
        assertThat(changed.at("metadata", "generation")).isEqualTo("2");
    }

    @Test
    void stateAndSpecificationAreWrittenApart() {
        String path = site.group("policy/v1", "poddisruptionbudgets");
        api.post(
                path,
                "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"minAvailable\":1,\"selector\":{\"matchLabels\":{\"a\":\"b\"}}},"
                        + "\"status\":{\"disruptionsAllowed\":7}}");

        Answer made = api.get(path + "/b");

        assertThat(made.at("status", "disruptionsAllowed")).isNotEqualTo("7");
    }

    @Test
    void aRemovedObjectIsGoneAndItsStatusIsSuccess() {
        secret("db", "a");

        Answer removed = api.delete(site.core("secrets/db"));

        assertThat(removed.at("kind")).isEqualTo("Status");
        assertThat(removed.at("status")).isEqualTo("Success");
        assertThat(api.get(site.core("secrets/db")).status()).isEqualTo(404);
        assertThat(api.delete(site.core("secrets/db")).status()).isEqualTo(404);
    }

    @Test
    void anotherVersionThanExpectedIsNotRemoved() {
        Answer made = secret("db", "a");

        Answer refused = api.delete(site.core("secrets/db"), "{\"preconditions\":{\"resourceVersion\":\"1\"}}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.reason()).isEqualTo("Conflict");
        assertThat(refused.message())
                .containsIgnoringCase("ResourceVersion in")
                .containsIgnoringCase("precondition")
                .contains("1", made.version());
        assertThat(value("db")).isEqualTo("a");
    }

    @Test
    void aFinalizerKeepsAnObjectUntilItIsTakenAway() {
        api.post(site.core("configmaps"), "{\"metadata\":{\"name\":\"c\",\"finalizers\":[\"example.com/held\"]}}");

        Answer held = api.delete(site.core("configmaps/c"));
        assertThat(held.at("metadata", "deletionTimestamp")).isNotEmpty();

        api.patch(site.core("configmaps/c"), ApiClient.MERGE, "{\"metadata\":{\"finalizers\":null}}");
        assertThat(api.get(site.core("configmaps/c")).status()).isEqualTo(404);
    }

    @Test
    void aDryRunAnswersAsIfItWereDoneAndKeepsNothing() {
        secret("db", "a");

        Answer made = api.post(site.core("secrets") + "?dryRun=All", "{\"metadata\":{\"name\":\"other\"}}");
        Answer changed = api.patch(
                site.core("secrets/db") + "?dryRun=All",
                ApiClient.MERGE,
                "{\"data\":{\"url\":\"" + base64("b") + "\"}}");
        Answer removed = api.delete(site.core("secrets/db") + "?dryRun=All");

        assertThat(made.status()).isEqualTo(201);
        assertThat(changed.at("data", "url")).isEqualTo(base64("b"));
        assertThat(removed.status()).isEqualTo(200);
        assertThat(api.get(site.core("secrets/other")).status()).isEqualTo(404);
        assertThat(value("db")).isEqualTo("a");
    }

    @Test
    void aDryRunIsRefusedAsTheRealThingWouldBe() {
        secret("db", "a");

        Answer again = api.post(site.core("secrets") + "?dryRun=All", "{\"metadata\":{\"name\":\"db\"}}");
        Answer odd = api.post(site.core("secrets") + "?dryRun=Some", "{\"metadata\":{\"name\":\"x\"}}");

        assertThat(again.status()).isEqualTo(409);
        assertThat(odd.status()).isBetween(400, 422);
    }

    @Test
    void whatBelongsToSomethingThatIsRemovedIsRemovedLater() {
        String owner = Json.text(
                api.post(site.core("configmaps"), "{\"metadata\":{\"name\":\"owner\"}}")
                        .body(),
                "metadata",
                "uid");
        api.post(site.core("secrets"), """
                {"metadata": {"name": "owned", "ownerReferences": [
                  {"apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": "%s"}]}}
                """.formatted(owner));

        api.delete(site.core("configmaps/owner"));

        assertThat(site.await(() -> api.get(site.core("secrets/owned")), answer -> answer.status() == 404)
                        .status())
                .isEqualTo(404);
    }
}
