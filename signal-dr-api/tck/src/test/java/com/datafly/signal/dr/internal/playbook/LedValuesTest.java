package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.platform.ChartSource;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.ReleaseGuards;
import com.datafly.signal.dr.playbook.ReleaseSteps;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.step.ConnectionEndpoint;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.tck.InMemoryChart;
import com.datafly.signal.dr.tck.InMemoryPlatform;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.datafly.signal.dr.tck.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upgrade whose values lead to where a step of the run found the database. */
class LedValuesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final InMemoryChart CHART = new InMemoryChart(
            "datafly", "1.4.2", """
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, "stringData": {"url": "${url}"}}
            """, "{\"url\":\"jdbc:postgresql://default.example/datafly\"}", List.of());

    @TempDir
    private Path directory;

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final SecretRecorder secrets = SecretRecorder.create();
    private final Secret password = secrets.plant("password in the URL");
    private final InMemoryPlatform platform =
            InMemoryPlatform.create("led-" + UUID.randomUUID(), clock).chart(CHART);

    @AfterEach
    void close() {
        platform.close();
        secrets.search(directory);
        secrets.assertNotLeaked();
    }

    @Test
    void theHostAndThePortAreNewAndEverythingElseOfTheValueStays() {
        RunStatus ended = upgrade("{\"url\":\"" + url("old.example:5432") + "\"}", "url");

        assertThat(ended.state()).as(ended + " " + ended.steps()).isEqualTo(RunState.SUCCEEDED);
        assertThat(platform.value("db", "url")).contains(url("new.example:6432"));
    }

    @Test
    void aDefaultOfTheChartIsLedThereToo() {
        RunStatus ended = upgrade("{\"tls\":\"on\"}", "url");

        assertThat(ended.state()).as(ended + " " + ended.steps()).isEqualTo(RunState.SUCCEEDED);
        assertThat(platform.value("db", "url")).contains("jdbc:postgresql://new.example:6432/datafly");
    }

    @Test
    void aValueThatIsNotThereIsRefusedBeforeAnythingIsDeployed() {
        RunStatus ended = upgrade("{\"url\":\"" + url("old.example:5432") + "\"}", "database.url");

        assertThat(ended.state()).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(ended + " " + ended.steps()).contains("database.url", "have a text there");
        assertThat(platform.value("db", "url")).contains(url("old.example:5432"));
    }

    private RunStatus upgrade(String values, String path) {
        Playbook playbook = Playbook.define(
                "led",
                book -> book.step(endpoint())
                        .step(ReleaseSteps.record("record", "datafly").after("endpoint"))
                        .step(ReleaseSteps.upgrade(
                                        "upgrade",
                                        "datafly",
                                        "record",
                                        how -> how.url(path).toEndpointOf("endpoint"))
                                .with(step -> step.postcondition(ReleaseGuards.valuesInStep("datafly", "db", "url")))));
        try (JournalDriver journal = FileJournal.open(directory);
                Secret given = Secret.of(values);
                SignalDr dr = SignalDr.builder()
                        .platform(platform.address())
                        .clock(clock)
                        .timeSource(clock)
                        .journal(journal)
                        .build()) {
            dr.platform()
                    .releases()
                    .install(ReleaseChange.of(
                            "datafly",
                            change -> change.chart(ChartSource.repository("https://charts.example", "datafly", "1.4.2"))
                                    .values(given)));
            try (Run run = dr.playbooks().plan(playbook).start()) {
                return run.await(LIMIT);
            }
        }
    }

    private static Step endpoint() {
        return MirroredProduct.hook(
                "endpoint",
                ConnectionEndpoint.class,
                () -> new ConnectionEndpoint("new.example", Optional.of(6432), Optional.empty()));
    }

    private String url(String server) {
        return "jdbc:postgresql://" + server + "/datafly?user=datafly&password=" + password.use(String::new);
    }
}
