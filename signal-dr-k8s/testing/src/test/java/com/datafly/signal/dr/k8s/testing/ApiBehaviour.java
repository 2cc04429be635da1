package com.datafly.signal.dr.k8s.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.testing.ApiClient.Answer;
import java.util.Base64;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every API server: shown on ours, and on a real cluster if {@code SIGNAL_DR_KUBECONFIG} names one. Each
 * test has a namespace of its own there.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("sites")
abstract class ApiBehaviour {

    final Site site;
    final ApiClient api;

    ApiBehaviour(Supplier<Site> start) {
        this.site = start.get();
        this.api = site.client();
    }

    static Stream<Supplier<Site>> sites() {
        return Site.all();
    }

    @AfterEach
    void removeTheNamespace() {
        site.close();
    }

    /** Makes a Secret with one key. */
    final Answer secret(String name, String value) {
        return api.post(
                site.core("secrets"),
                "{\"metadata\":{\"name\":\"" + name + "\"},\"stringData\":{\"url\":\"" + value + "\"}}");
    }

    /** Returns the value of a Secret's one key. */
    final String value(String name) {
        String encoded = api.get(site.core("secrets/" + name)).at("data", "url");
        return new String(Base64.getDecoder().decode(encoded), UTF_8);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** Returns a Deployment without replicas, so that it is only an object. */
    static String deployment(String name, String image) {
        return """
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "%s"},
                 "spec": {"replicas": 0, "selector": {"matchLabels": {"app": "%s"}},
                  "template": {"metadata": {"labels": {"app": "%s"}},
                   "spec": {"containers": [{"name": "app", "image": "%s"}]}}}}
                """.formatted(name, name, name, image);
    }
}
