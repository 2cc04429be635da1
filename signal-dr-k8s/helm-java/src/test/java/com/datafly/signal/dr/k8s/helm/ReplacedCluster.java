package com.datafly.signal.dr.k8s.helm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.FlowProbe;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Pace;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.playbook.BundlePlace;
import com.datafly.signal.dr.playbook.PlatformScenarios;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.tck.SettableClock;
import com.datafly.signal.dr.verify.Check;
import com.datafly.signal.dr.verify.CheckContext;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What takes the place of a lost cluster: another one, which answers once it was made and whose controllers and nodes
 * go on with each look; a database to recover; a stream whose product delivers what comes in.
 */
final class ReplacedCluster implements AutoCloseable {

    static final String RECOVERED = "jdbc:postgresql://orders-recovered.memory.internal/datafly";
    static final String KEY = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

    private static final String NAMESPACE = RealHelmFixture.NAMESPACE;
    private static final WorkloadId API = WorkloadId.deployment("api");
    private static final String RAW = "events.raw";
    private static final String DELIVERY = "events.delivery.one";
    private static final int MOST_POLLS = 50;

    final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    final ApiServer server = ApiServer.start().namespace(NAMESPACE);
    final InMemoryWorld world = InMemoryWorld.create(clock).addDatabase("orders");
    private final InMemoryCluster events = InMemoryCluster.create("events-" + UUID.randomUUID(), clock)
            .topic(RAW, 1)
            .topic(DELIVERY, 1);
    private final Secret key = Secret.of(KEY);
    private final Path folder;
    private final ObjectStore exports;

    /** Takes a folder of its own, and the exports of what is lost. */
    ReplacedCluster(Path folder, ObjectStore exports) throws IOException {
        this.folder = Provisioned.prepare(folder);
        this.exports = exports;
        world.sql(nobodyConnects()).write("orders", "first");
        for (int poll = 1; poll < MOST_POLLS; poll++) {
            events.faults().before("poll", poll, this::deliver);
        }
        try (SignalDr before = SignalDr.builder()
                .database(world.address("orders"))
                .clock(clock)
                .timeSource(clock)
                .build()) {
            before.database().snapshots().create("nightly").await();
        }
        server.cluster().pace(Pace.STEP_PER_LOOK);
        server.refuseConnections();
    }

    private static DataSource nobodyConnects() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, given) -> {
                    throw new UnsupportedOperationException("no check of this test connects");
                });
    }

    private void deliver() {
        List<EventRecord> delivered = events.events(DELIVERY, 0);
        List<EventRecord> raw = events.events(RAW, 0);
        raw.subList(delivered.size(), raw.size())
                .forEach(event -> events.write(NewEvent.copyOf(event, new PartitionId(DELIVERY, 0))));
    }

    /** Opens it for a process, whose journal that is. */
    SignalDr open(MortalJournal journal) throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig(server.token()));
        return SignalDr.builder()
                .database(world.address("orders"))
                .events(events.address())
                .platform(
                        "k8s:" + NAMESPACE,
                        options -> options.option("kubeconfig", kubeconfig.toString())
                                .option("releases-by", "helm-java"))
                .journal(journal.driver())
                .secret("bundle-key", key)
                .clock(clock)
                .timeSource(clock)
                .principal("ann")
                .build();
    }

    Path journal() {
        return folder.resolve("journal");
    }

    Playbook playbook(String lost, Provisioned how) {
        return PlatformScenarios.fullClusterLoss(lost, scenario -> {
            for (Step step : how.steps(folder)) {
                scenario.provision(step);
            }
            scenario.provision(Provisioned.comesUp("comes-up", folder, server::acceptConnections))
                    .copy(copy -> copy.named("orders-recovered"))
                    .verify(Verification.of(checks -> checks.check(new AddsUp())))
                    .eventsWithin(Duration.ofMinutes(10))
                    .release("datafly", new BundlePlace(exports, "", "bundle-key"), settings -> settings.url("url"))
                    .workload(API)
                    .flow(FlowProbe.intoTopic(
                            RAW, probe -> probe.through("events.delivery.*").within(Duration.ofSeconds(20))));
        });
    }

    /** Returns how often programs made a cluster. */
    int made() {
        return Provisioned.times(folder);
    }

    /** Returns the revisions that Helm keeps of the release. */
    List<String> revisions() {
        return server.objects().list("secrets", NAMESPACE).stream()
                .map(secret -> secret.at("/metadata/name").asText())
                .filter(name -> name.startsWith("sh.helm.release."))
                .toList();
    }

    /** Returns how often Helm made the product's Deployment. */
    long installations() {
        return server.calls().stream()
                .filter(call -> call.verb().equals("create") && call.resource().startsWith("deployments"))
                .filter(call -> call.status() == 201)
                .count();
    }

    /** Returns what the product's pods read when they were started, each. */
    String url() {
        JsonNode secret = server.objects().get("secrets", NAMESPACE, "datafly-db");
        return new String(Base64.getDecoder().decode(secret.at("/data/url").asText()), UTF_8);
    }

    long readyPods() {
        return server.objects().list("pods", NAMESPACE).stream()
                .filter(pod -> pod.at("/status/containerStatuses/0/ready").asBoolean())
                .count();
    }

    /** Returns how many markers came out at the end. */
    int delivered() {
        return events.events(DELIVERY, 0).size();
    }

    @Override
    public void close() {
        server.close();
        world.close();
        events.close();
        key.close();
    }

    private static final class AddsUp implements Check {
        @Override
        public String name() {
            return "orders add up";
        }

        @Override
        public boolean provesData() {
            return true;
        }

        @Override
        public CheckResult run(CheckContext context) {
            return CheckResult.of(name(), Verdict.PASSED, "looked");
        }
    }
}
