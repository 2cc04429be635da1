package com.datafly.signal.dr.k8s.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.k8s.testing.ApiClient.Answer;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lists, selectors, pages and watches. */
final class ListBehaviourTest extends ApiBehaviour {

    ListBehaviourTest(Supplier<Site> start) {
        super(start);
    }

    private static List<String> names(Answer list) {
        return Json.items(list.body().path("items")).stream()
                .map(item -> Json.text(item, "metadata", "name"))
                .toList();
    }

    private void labelled(String name, String labels) {
        api.post(site.core("secrets"), "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{" + labels + "}}}");
    }

    private Answer selected(String parameter, String selector) {
        return api.get(
                site.core("secrets") + "?" + parameter + "=" + URLEncoder.encode(selector, StandardCharsets.UTF_8));
    }

    @Test
    void labelsChoose() {
        labelled("a", "\"app\":\"x\",\"tier\":\"1\"");
        labelled("b", "\"app\":\"y\"");
        labelled("c", "\"tier\":\"2\"");

        assertThat(names(selected("labelSelector", "app=x"))).containsExactly("a");
        assertThat(names(selected("labelSelector", "app in (x,y),tier"))).containsExactly("a");
        assertThat(names(selected("labelSelector", "app!=x")))
                .contains("b", "c")
                .doesNotContain("a");
        assertThat(names(selected("labelSelector", "!app"))).contains("c").doesNotContain("a", "b");
        assertThat(names(selected("labelSelector", "tier notin (1),tier"))).containsExactly("c");
        assertThat(selected("labelSelector", "a==b=c").status()).isEqualTo(400);
    }

    @Test
    void fieldsChoose() {
        labelled("a", "");
        api.post(site.core("secrets"), "{\"metadata\":{\"name\":\"b\"},\"type\":\"example.com/x\"}");

        assertThat(names(selected("fieldSelector", "metadata.name=a"))).containsExactly("a");
        assertThat(names(selected("fieldSelector", "type=example.com/x"))).containsExactly("b");
        assertThat(names(selected("fieldSelector", "type!=example.com/x,metadata.name=b")))
                .isEmpty();
    }

    @Test
    void aFieldThatCannotChooseIsABadRequest() {
        Answer refused = selected("fieldSelector", "data.url=a");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).contains("field label not supported: data.url");
    }

    @Test
    void itemsOfAListDoNotSayOfWhichKindTheyAre() {
        secret("db", "a");

        Answer list = api.get(site.core("secrets"));

        assertThat(list.at("kind")).isEqualTo("SecretList");
        assertThat(list.body().at("/items/0").has("kind")).isFalse();
    }

    @Test
    void pagesShowTheObjectsAsTheyWereAtTheFirst() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            labelled(name, "\"page\":\"yes\"");
        }
        String query = site.core("secrets") + "?limit=2&labelSelector=page%3Dyes";

        Answer first = api.get(query);
        labelled("ab", "\"page\":\"yes\"");
        api.delete(site.core("secrets/d"));
        List<String> all = new ArrayList<>(names(first));
        Answer page = first;
        while (!page.at("metadata", "continue").isEmpty()) {
            page = api.get(query + "&continue=" + page.at("metadata", "continue"));
            all.addAll(names(page));
        }

        assertThat(all).containsExactly("a", "b", "c", "d", "e");
        assertThat(page.version()).isEqualTo(first.version());
    }

    @Test
    void aWatchShowsWhatComesAfterAVersionInOrder() throws IOException {
        labelled("a", "\"w\":\"yes\"");
        String version = api.get(site.core("secrets")).version();
        labelled("b", "\"w\":\"yes\"");
        api.patch(site.core("secrets/a"), ApiClient.MERGE, "{\"metadata\":{\"labels\":{\"w\":\"no\"}}}");
        api.delete(site.core("secrets/b"));

        List<String> seen = new ArrayList<>();
        String query = "?watch=true&timeoutSeconds=5&labelSelector=w%3Dyes&resourceVersion=" + version;
        try (Stream<String> lines = api.watch(site.core("secrets") + query)) {
            Iterator<String> events = lines.iterator();
            while (seen.size() < 3 && events.hasNext()) {
                var event = Json.read(events.next().getBytes(StandardCharsets.UTF_8));
                seen.add(Json.text(event, "type") + " " + Json.text(event, "object", "metadata", "name"));
            }
        }

        assertThat(seen).containsExactly("ADDED b", "DELETED a", "DELETED b");
    }

    @Test
    void discoveryTellsWhatThereIs() {
        assertThat(api.get("/version").at("gitVersion")).startsWith("v1.");
        assertThat(api.get("/apis").body().findValuesAsText("name")).contains("apps", "batch", "policy");
        assertThat(api.get("/apis/apps/v1").body().findValuesAsText("name"))
                .contains("deployments", "deployments/status", "statefulsets");
        assertThat(api.get("/api/v1").body().findValuesAsText("name")).contains("secrets", "pods/exec");
        assertThat(api.get("/apis/none.example.com/v1").status()).isEqualTo(404);
    }

    @Test
    void whatOneMayDoIsAnswered() {
        Answer review =
                api.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", """
                {"spec": {"resourceAttributes": {"namespace": "%s", "verb": "get", "resource": "secrets"}}}
                """.formatted(site.namespace()));

        assertThat(review.status()).isEqualTo(201);
        assertThat(review.at("status", "allowed")).isEqualTo("true");
    }
}
