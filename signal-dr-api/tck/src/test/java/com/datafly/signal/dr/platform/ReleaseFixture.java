package com.datafly.signal.dr.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.tck.InMemoryChart;
import com.datafly.signal.dr.tck.InMemoryPlatform;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.datafly.signal.dr.tck.SettableClock;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A release named {@code datafly} with a Secret, a Deployment, and a password that must not show up anywhere. */
abstract class ReleaseFixture {

    static final String OLD = "jdbc:postgresql://old.example/datafly";
    static final String TEMPLATE = """
            # Source: datafly/templates/all.yaml
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"},
             "stringData": {"url": "${url}", "password": "${password}"}}
            ---
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "api"}, "spec": {"replicas": ${replicas},
             "template": {"spec": {"containers": [{"name": "api", "image": "registry.example/api:1.4.2",
             "resources": {"limits": {"cpu": "0.5"}}}]}}}}
            """;

    @TempDir
    Path folder;

    final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    final SecretRecorder secrets = SecretRecorder.create();
    final Secret password = secrets.plant("database password");
    final Secret key =
            Secret.of(Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(UTF_8)));
    final InMemoryPlatform world = InMemoryPlatform.create("releases", clock).chart(chart(TEMPLATE));
    final SignalDr dr = opened(world);
    final Releases releases = dr.platform().releases();

    @AfterEach
    void close() {
        dr.close();
        world.close();
        secrets.assertNotLeaked();
    }

    final SignalDr opened(InMemoryPlatform platform) {
        return SignalDr.builder()
                .platform(platform.address())
                .clock(clock)
                .timeSource(clock)
                .build();
    }

    static InMemoryChart chart(String template, String... subcharts) {
        return new InMemoryChart(
                "datafly",
                "1.4.2",
                template,
                "{\"replicas\":2,\"url\":\"jdbc:postgresql://nowhere/datafly\",\"hosts\":[{\"name\":\"a.example\"}]}",
                List.of(subcharts));
    }

    /** Installs it, and returns revision 1. */
    final StoredRelease install() {
        return install(releases);
    }

    final StoredRelease install(Releases where) {
        try (Secret values = Secret.of("{\"url\":\"" + OLD + "\",\"password\":\"" + password() + "\"}")) {
            return where.install(ReleaseChange.of(
                    "datafly",
                    change -> change.chart(ChartSource.repository("https://charts.example", "datafly", "1.4.2"))
                            .values(values)
                            .key(key("install"))));
        }
    }

    final String password() {
        return password.use(String::new);
    }

    /** Describes an upgrade of the release to another URL. */
    final ReleaseChange toUrl(String url, Consumer<ReleaseChange.Builder> more) {
        return ReleaseChange.of("datafly", change -> {
            change.set("url", Secret.of(url));
            more.accept(change);
        });
    }

    static OperationKey key(String name) {
        return OperationKey.derive("run", name, 0, "");
    }

    final DrException refused(ErrorCode code, ThrowingCallable call) {
        DrException failure = failed(code, call);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        return failure;
    }

    final DrException failed(ErrorCode code, ThrowingCallable call) {
        DrException failure = catchThrowableOfType(DrException.class, call);
        assertThat(failure).isNotNull();
        secrets.search("a failure", failure);
        assertThat(failure.code()).as(String.valueOf(failure.getMessage())).isEqualTo(code);
        return failure;
    }
}
