package com.datafly.signal.dr.k8s.connection;

import static com.datafly.signal.dr.k8s.connection.ClusterConnectionTest.told;
import static com.datafly.signal.dr.k8s.connection.ConnectedCluster.FORMER;
import static com.datafly.signal.dr.k8s.connection.ConnectedCluster.NEWER;
import static com.datafly.signal.dr.k8s.connection.ConnectedCluster.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.platform.ConnectionReport;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Steps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process that switches, or takes a switch back, dies right after each of its changes, which is before the next;
 * controllers go on without it, also one of which nobody here knows.
 */
class ClusterConnectionCrashTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static ApiServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        server = ApiServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Every change of a switch, each with what it is the how many of its kind. */
    static List<String> changes() {
        return List.of(
                "create secrets 1",
                "patch secrets 1",
                "patch deployments 1",
                "patch deployments 2",
                "patch statefulsets 1",
                "patch secrets 2");
    }

    /** Every change of the undo of a switch that was settled. */
    static List<String> changesBack() {
        return List.of(
                "patch secrets 1",
                "patch secrets 2",
                "patch deployments 1",
                "patch deployments 2",
                "patch statefulsets 1",
                "patch secrets 3",
                "delete secrets 1");
    }

    @Test
    void theseAreAllTheChangesThatAProcessCanDieAfter() {
        try (ConnectedCluster cluster = new ConnectedCluster(server, "alive", folder);
                SignalDr dr = cluster.open(new Mortal())) {
            cluster.strayKeptElsewhere();
            server.forgetCalls();
            try (Run run = dr.playbooks().plan(held()).start()) {
                assertThat(run.await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
                assertThat(made()).containsExactlyElementsOf(changes());
                server.forgetCalls();

                run.cancel(CancelPolicy.UNDO, "ann", "it is not wanted any more");

                assertThat(run.await(LIMIT).state()).isEqualTo(RunState.CANCELLED);
                assertThat(made()).containsExactlyElementsOf(changesBack());
            }
        }
    }

    /** Returns what was changed since the calls were forgotten; questions about permissions change nothing. */
    private static List<String> made() {
        Map<String, Integer> counts = new HashMap<>();
        return server.calls().stream()
                .filter(call -> !List.of("get", "list", "watch").contains(call.verb()))
                .filter(call ->
                        !call.resource().startsWith("self") && !call.resource().equals("pods/exec"))
                .map(call -> call.verb() + " " + call.resource())
                .map(change -> change + " " + counts.merge(change, 1, Integer::sum))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void theNextOneFinishesOrTakesItBack(String change) {
        for (boolean back : new boolean[] {true, false}) {
            String place = "after " + change + (back ? ", back" : "");
            String namespace = change.replace(' ', '-') + (back ? "-back" : "");
            try (ConnectedCluster cluster = new ConnectedCluster(server, namespace, folder.resolve(namespace))) {
                cluster.strayKeptElsewhere();
                dieAfter(cluster, change);
                String id = dies(cluster);
                requireKnown(cluster, place);
                RunStatus status = goOn(cluster, id, playbook(), back);
                assertThat(status.state())
                        .as(place + " " + told(status))
                        .isEqualTo(back ? RunState.CANCELLED : RunState.SUCCEEDED);
                requireEnd(cluster, back ? FORMER : NEWER, place);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("changesBack")
    void theNextOneGoesOnWithTheWayBack(String change) {
        String place = "undo, after " + change;
        String namespace = "undo-" + change.replace(' ', '-');
        try (ConnectedCluster cluster = new ConnectedCluster(server, namespace, folder)) {
            cluster.strayKeptElsewhere();
            String id = diesOnTheWayBack(cluster, change);
            requireKnown(cluster, place);
            RunStatus status = goOn(cluster, id, held(), false);
            assertThat(status.state()).as(place + " " + told(status)).isEqualTo(RunState.CANCELLED);
            requireEnd(cluster, FORMER, place);
        }
    }

    private static void dieAfter(ConnectedCluster cluster, String change) {
        Iterator<String> words = List.of(change.split(" ", -1)).iterator();
        cluster.server.faults().after(words.next(), words.next(), Integer.parseInt(words.next()), cluster.process::die);
    }

    /** Returns the playbook of a switch that waits for a person once it is settled. */
    private static Playbook held() {
        return Playbook.define("switch", p -> {
            playbook().steps().forEach(p::step);
            p.step(Steps.holdWindow("hold", Duration.ofDays(1))
                    .with(step -> step.after("db-settle").approval(ApprovalGate.of(gate -> gate.from("bob")))));
        });
    }

    private static String diesOnTheWayBack(ConnectedCluster cluster, String change) {
        try (SignalDr dr = cluster.open(cluster.process);
                Run run = dr.playbooks().plan(held()).start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
            dieAfter(cluster, change);
            try {
                run.cancel(CancelPolicy.UNDO, "ann", "it is not wanted any more");
                run.await(LIMIT);
            } catch (Mortal.Death dead) {
                assertThat(cluster.process.isDead()).isTrue();
            }
            assertThat(cluster.process.isDead()).isTrue();
            return run.id();
        }
    }

    private static Playbook playbook() {
        return ConnectedCluster.playbook(settings -> settings.restartedElsewhere("ConfigMap/importer"));
    }

    private static String dies(ConnectedCluster cluster) {
        Mortal process = cluster.process;
        try (SignalDr dr = cluster.open(process);
                Run run = dr.playbooks().plan(playbook()).start()) {
            try {
                run.await(LIMIT);
            } catch (Mortal.Death dead) {
                assertThat(process.isDead()).isTrue();
            }
            assertThat(process.isDead()).isTrue();
            return run.id();
        }
    }

    private static RunStatus goOn(ConnectedCluster cluster, String id, Playbook playbook, boolean back) {
        try (SignalDr dr = cluster.open(new Mortal());
                Run run = dr.playbooks().resume(id, playbook)) {
            if (back) {
                run.cancel(CancelPolicy.UNDO, "ann", "it is not wanted any more");
            }
            return run.await(LIMIT);
        }
    }

    /** Where pods read different values, or another than the secret has, the secret says so to whoever looks. */
    private static void requireKnown(ConnectedCluster cluster, String place) {
        cluster.server.cluster().settle();
        try (SignalDr dr = cluster.open(new Mortal())) {
            ConnectionReport report = dr.platform().connections().look(SECRET, "url");
            boolean same = cluster.read().equals(Set.of(cluster.url()));
            assertThat(same || report.state() == SwitchState.OPEN || report.state() == SwitchState.RETURNING)
                    .as(place + " " + report)
                    .isTrue();
            assertThat(same || !report.doubtful().isEmpty())
                    .as(place + " " + report)
                    .isTrue();
        }
    }

    private static void requireEnd(ConnectedCluster cluster, String url, String place) {
        boolean back = url.equals(FORMER);
        assertThat(cluster.url()).as(place).isEqualTo(url);
        assertThat(cluster.read()).as(place).containsExactly(url);
        assertThat(cluster.mark()).as(place).isEqualTo(back ? "" : "settled");
        assertThat(cluster.secrets()).as(place).hasSize(back ? 1 : 2);
    }
}
