package com.datafly.signal.dr.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.events.StreamHealth;
import com.datafly.signal.dr.kafka.ScriptedServer.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The probes against answers as the two services publish them. */
class CloudProbesTest {

    private static final String CLUSTER = "GET /cmk/v2/clusters/lkc-123exa?environment=env-1";
    private static final String RESOURCE = "/subscriptions/5f750a97-50d9-4e36-8081-c9ee4c0210d4/resourceGroups/signal"
            + "/providers/Microsoft.EventHub/namespaces/signal-events";
    private static final String NAMESPACE = "GET " + RESOURCE + "?api-version=2024-01-01";
    private static final StreamHealth WELL = StreamHealth.of(List.of(1), OptionalInt.of(1), 3, List.of());

    private final ScriptedServer server = ScriptedServer.start();
    private final Secret secret = Secret.of("a-planted-secret");

    @AfterEach
    void stop() {
        secret.close();
        server.close();
    }

    @Test
    void aClusterOfConfluentThatIsWellAddsNothing() {
        server.on(CLUSTER, 200, confluent("PROVISIONED", "MULTI_ZONE"));

        assertThat(confluent().look(WELL).warnings()).isEmpty();
        assertThat(server.requests().get(0).authorization()).contains("Basic Q0xPVURLRVk6YS1wbGFudGVkLXNlY3JldA==");
    }

    @Test
    void whatConfluentSaysOfItsClusterIsAdded() {
        server.on(CLUSTER, 200, confluent("PROVISIONING", "SINGLE_ZONE"));

        assertThat(confluent().look(WELL.warning("first")).warnings())
                .containsExactly(
                        "first",
                        "Confluent Cloud says that lkc-123exa is PROVISIONING",
                        "Confluent Cloud keeps lkc-123exa in one zone (SINGLE_ZONE): a zone that is lost takes it along");
    }

    @Test
    void confluentsRefusalsAreTold() {
        server.on(CLUSTER, new Answer(403, Map.of("x-request-id", "r-1"), """
                {"errors":[{"id":"r-1","status":"403","detail":"Forbidden Access to the cluster"}]}"""));

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> confluent().look(WELL))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED))
                .satisfies(e -> assertThat(e.requestId()).contains("r-1"))
                .withMessageContaining("Forbidden Access");

        server.on(CLUSTER, new Answer(429, Map.of("Retry-After", "9"), "{\"errors\":[{\"detail\":\"Too many\"}]}"));
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> confluent().look(WELL))
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(9)));
    }

    @Test
    void whatIsNoClusterOfConfluentIsRefused() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> ConfluentCloudProbe.create("env-1", "signal", more -> more.apiKey("k", secret)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> ConfluentCloudProbe.create("env-1", "lkc-1", more -> {}))
                .withMessageContaining("API key");
    }

    @Test
    void aNamespaceThatIsWellAddsNothing() {
        server.on(NAMESPACE, 200, eventHubs("Active", "Succeeded", true));

        assertThat(eventHubs().look(WELL).warnings()).isEmpty();
        assertThat(server.requests().get(0).authorization()).contains("Bearer a-planted-secret");
    }

    @Test
    void whatAzureSaysOfItsNamespaceIsAdded() {
        server.on(NAMESPACE, 200, eventHubs("Disabled", "Updating", false));

        assertThat(eventHubs().look(WELL).warnings())
                .containsExactly(
                        "Azure says that the namespace signal-events is Disabled",
                        "Azure says that the last change of signal-events is Updating",
                        "Azure says that signal-events does not speak Kafka: its tier is Standard");
    }

    @Test
    void azuresRefusalsAreToldWithoutTheToken() {
        server.on(NAMESPACE, new Answer(404, Map.of("x-ms-request-id", "r-2"), """
                {"error":{"code":"ResourceNotFound","message":"The Resource was not found."}}"""));

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> eventHubs().look(WELL))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .satisfies(e -> assertThat(e.requestId()).contains("r-2"))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("a-planted-secret"))
                .withMessageContaining("The Resource was not found.");
    }

    @Test
    void whatIsNoNamespaceIsRefused() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> EventHubsProbe.create("signal-events", secret, more -> {}))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    private ConfluentCloudProbe confluent() {
        return ConfluentCloudProbe.create(
                "env-1", "lkc-123exa", more -> more.apiKey("CLOUDKEY", secret).endpoint(server.url()));
    }

    private EventHubsProbe eventHubs() {
        return EventHubsProbe.create(RESOURCE, secret, more -> more.endpoint(server.url()));
    }

    private static String confluent(String phase, String availability) {
        return """
                {"api_version":"cmk/v2","kind":"Cluster","id":"lkc-123exa",
                 "spec":{"display_name":"signal","availability":"%s","cloud":"AWS","region":"eu-west-1",
                  "config":{"kind":"Standard"},"environment":{"id":"env-1"}},
                 "status":{"phase":"%s"}}""".formatted(availability, phase);
    }

    private static String eventHubs(String status, String provisioning, boolean kafka) {
        return """
                {"sku":{"name":"Standard","tier":"Standard","capacity":1},"id":"%s","name":"signal-events",
                 "type":"Microsoft.EventHub/Namespaces","location":"West Europe",
                 "properties":{"provisioningState":"%s","status":"%s","kafkaEnabled":%s,"zoneRedundant":true}}""".formatted(RESOURCE, provisioning, status, kafka);
    }
}
