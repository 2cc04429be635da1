package com.datafly.signal.dr.k8s.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datafly.signal.dr.k8s.testing.ApiClient.Answer;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong on the way, and what the server remembers of it. */
final class FaultsTest {

    private static final String SECRETS = "/api/v1/namespaces/datafly/secrets";
    private static final String SECRET = "{\"metadata\":{\"name\":\"db\"}}";

    private final ApiServer server = ApiServer.start().namespace("datafly");
    private final ApiClient api = ApiClient.of(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void anAnswerGetsLostAfterItsEffect() {
        server.faults().next("create", "secrets", Fault.lostAnswer());

        assertThatThrownBy(() -> api.post(SECRETS, SECRET)).isInstanceOf(UncheckedIOException.class);

        assertThat(server.objects().find("secrets", "datafly", "db")).isPresent();
        assertThat(api.post(SECRETS, SECRET).status()).isEqualTo(409);
    }

    @Test
    void aRequestGetsLostBeforeAnyEffect() {
        server.faults().next("create", "secrets", Fault.lostRequest());

        assertThatThrownBy(() -> api.post(SECRETS, SECRET)).isInstanceOf(UncheckedIOException.class);

        assertThat(server.objects().find("secrets", "datafly", "db")).isEmpty();
        assertThat(api.post(SECRETS, SECRET).status()).isEqualTo(201);
    }

    @Test
    void aBusyServerSaysWhenToComeAgain() {
        server.faults().next("list", "secrets", Fault.throttled(7));

        Answer busy = api.get(SECRETS);

        assertThat(busy.status()).isEqualTo(429);
        assertThat(busy.response().headers().firstValue("Retry-After")).contains("7");
        assertThat(api.get(SECRETS).status()).isEqualTo(200);
    }

    @Test
    void aServerFailsAsOftenAsScripted() {
        server.faults().next("*", "*", Fault.failing(), 2);
        server.faults().next("get", "*", Fault.unavailable());

        assertThat(api.get(SECRETS).status()).isEqualTo(500);
        assertThat(api.get(SECRETS).status()).isEqualTo(500);
        assertThat(api.get(SECRETS + "/db").status()).isEqualTo(503);
        assertThat(api.get(SECRETS + "/db").status()).isEqualTo(404);
    }

    @Test
    void aRequestWaitsUntilItIsLet() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        server.faults().next("list", "secrets", Fault.held(gate));

        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> api.get(SECRETS));
        assertThat(api.post(SECRETS, SECRET).status()).isEqualTo(201);
        gate.countDown();

        assertThat(waiting.get(20, TimeUnit.SECONDS).body().path("items")).hasSize(1);
    }

    @Test
    void anotherClientComesInBetween() {
        api.post(SECRETS, SECRET);
        String stale = api.get(SECRETS + "/db").text();
        server.faults()
                .before(
                        "update",
                        "secrets",
                        1,
                        () -> server.objects().patch("secrets", "datafly", "db", "{metadata: {labels: {a: b}}}"));

        assertThat(api.put(SECRETS + "/db", stale).status()).isEqualTo(409);
    }

    @Test
    void aServerThatHasStoppedRefusesConnections() {
        server.refuseConnections();
        assertThatThrownBy(() -> api.get(SECRETS)).isInstanceOf(UncheckedIOException.class);

        server.acceptConnections();
        assertThat(api.get(SECRETS).status()).isEqualTo(200);
    }

    @Test
    void whatIsForgottenHasExpired() {
        for (String name : new String[] {"a", "b", "c"}) {
            api.post(SECRETS, SECRET.replace("db", name));
        }
        String token = api.get(SECRETS + "?limit=1").at("metadata", "continue");
        server.namespace("other").compact();

        Answer expired = api.get(SECRETS + "?limit=1&continue=" + token);
        assertThat(expired.status()).isEqualTo(410);
        assertThat(expired.reason()).isEqualTo("Expired");
        Answer rest = api.get(SECRETS + "?continue=" + expired.at("metadata", "continue"));
        assertThat(rest.body().path("items")).hasSize(2);
        assertThat(api.watch(SECRETS + "?watch=true&resourceVersion=101")
                        .findFirst()
                        .orElse(""))
                .contains("\"ERROR\"", "\"Expired\"", "410");
    }

    @Test
    void everyCallIsCounted() {
        api.post(SECRETS + "?fieldManager=me", SECRET);
        api.get(SECRETS + "/none");
        api.get(SECRETS + "?limit=5");

        assertThat(server.count("create", "secrets")).isEqualTo(1);
        assertThat(server.count("get", "*")).isEqualTo(1);
        assertThat(server.count("*", "secrets")).isEqualTo(3);
        Call first = server.calls().get(0);
        assertThat(first.parameter("fieldManager")).isEqualTo("me");
        assertThat(first.namespace()).isEqualTo("datafly");
        assertThat(first.userAgent()).isEqualTo("api-behaviour/1.0");
        assertThat(server.calls().get(1).status()).isEqualTo(404);
        server.forgetCalls();
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void aCertificateThatHasEndedIsNotTrusted() {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        try (ApiServer old = ApiServer.start(Clock.systemUTC(), yesterday)) {
            ApiClient secure = Kubeconfig.client(old.kubeconfig(old.token()));

            assertThatThrownBy(() -> secure.get("/version")).rootCause().hasMessageContaining("NotAfter");
        }
    }

    @Test
    void aKubeconfigIsAllThatAClientNeeds() {
        ApiClient secure = Kubeconfig.client(server.kubeconfig(server.token(), "datafly"));

        assertThat(secure.get(SECRETS).status()).isEqualTo(200);
    }
}
