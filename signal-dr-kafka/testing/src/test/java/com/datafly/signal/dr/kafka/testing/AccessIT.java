package com.datafly.signal.dr.kafka.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clusters whose users have passwords and permissions. */
class AccessIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String PASSWORD = "a \"quoted\" \\ password";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-512", "PLAIN"})
    void usersDoWhatTheirPermissionsAllow(String mechanism) {
        try (KafkaCluster cluster = KafkaCluster.start(c -> c.directory(directory)
                .mechanism(mechanism)
                .superUser("admin", PASSWORD)
                .user("reader", "secret"))) {
            Map<String, String> admin = cluster.clientSettings("admin");
            Map<String, String> reader = cluster.clientSettings("reader");
            Clients.createTopic(admin, "events");

            assertThat(Clients.topics(reader)).isEmpty();
            assertThatThrownBy(() -> Clients.createTopic(reader, "more"))
                    .isInstanceOf(TopicAuthorizationException.class);

            allowToDescribe(admin, "reader", "events");
            awaitTopics(reader);
            assertThat(Clients.topics(reader)).containsExactly("events");
            assertThatThrownBy(() -> Clients.topics(cluster.clientSettings("reader", "wrong")))
                    .isInstanceOf(SaslAuthenticationException.class);
            assertThat(Clients.topics(Map.of("bootstrap.servers", cluster.insideBootstrap())))
                    .containsExactly("events");
        }
    }

    /** The controller answers before the broker knows the rule. */
    private static void awaitTopics(Map<String, String> settings) {
        long begin = System.nanoTime();
        while (Clients.topics(settings).isEmpty()) {
            assertThat(System.nanoTime() - begin).isLessThan(LONG.toNanos());
        }
    }

    private static void allowToDescribe(Map<String, String> settings, String user, String topic) {
        ResourcePattern resource = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
        AccessControlEntry entry =
                new AccessControlEntry("User:" + user, "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW);
        try (Admin admin = Clients.admin(settings)) {
            Clients.get(
                    admin.createAcls(List.of(new AclBinding(resource, entry))).all());
        }
    }
}
