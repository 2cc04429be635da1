package com.datafly.signal.dr.k8s.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.Grant;
import com.datafly.signal.dr.platform.PlatformAction;
import com.datafly.signal.dr.platform.RoleManifest;
import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs whose journal lies in a cluster. */
class ClusterRunTest extends ClusterFixture {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final InMemoryWorld world = InMemoryWorld.create(clock).addDatabase("orders");
    private final SecretRecorder secrets = SecretRecorder.create();
    private final Secret password = secrets.plant("password");
    private final List<SignalDr> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(SignalDr::close);
        world.close();
    }

    @Test
    void aRunIsResumedByAnotherRunnerOfTheSameCluster() {
        String runId;
        try (SignalDr first = sdk(site().open())) {
            Run run = first.playbooks().plan(gated()).start();
            runId = run.id();
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        }

        SignalDr second = sdk(site().open());
        try (Run run = second.playbooks().resume(runId, gated())) {
            run.approve("second", "bob", run.status().planHash());
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }

        assertThat(second.playbooks().verify(runId).isIntact()).isTrue();
        assertThat(second.playbooks().runs()).hasSize(1);
        assertThat(site().server().objects().list("leases", Site.NAMESPACE))
                .isNotEmpty()
                .allSatisfy(lease ->
                        assertThat(lease.at("/spec/holderIdentity").asText()).isEmpty());
    }

    @Test
    void noSecretReachesTheCluster() {
        try (Run run = sdk(site().open()).playbooks().plan(telling()).start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }

        String stored = stored();
        assertThat(stored).contains("the password is ********");
        secrets.search("the cluster", stored);
        secrets.assertNotLeaked();
    }

    @Test
    void aJournalInTheClusterThatIsLostIsRefused() {
        String id = clusterId();
        SignalDr dr = sdk(site().open());

        assertThat(dr.playbooks().plan(losing(FailureDomain.of("cluster", id))).problems())
                .singleElement()
                .asString()
                .contains("the journal k8s:signal-dr, and with it the locks, lies in what is recovered: cluster:" + id);
        assertThat(dr.playbooks()
                        .plan(losing(FailureDomain.of("cluster", "another")))
                        .problems())
                .isEmpty();
    }

    @Test
    void underItsRoleThatIsRefusedWithTheClustersIdAndWithoutItAWarningSaysWhatLacks() {
        RoleManifest role = RoleManifest.create("dr", Site.NAMESPACE, Set.of(PlatformAction.KEEP_JOURNALS));
        Playbook playbook = losing(FailureDomain.of("cluster", clusterId()));

        Plan without = plan(role.yaml(), playbook);
        assertThat(without.problems()).isEmpty();
        assertThat(without.warnings())
                .singleElement()
                .asString()
                .contains("Whether the journal k8s:signal-dr lies in the cluster that is lost is not known")
                .contains("RoleManifest.withClusterId()");

        Plan with = plan(role.withClusterId().yaml(), playbook);
        assertThat(with.problems())
                .singleElement()
                .asString()
                .contains("the journal k8s:signal-dr, and with it the locks, lies in what is recovered");
        assertThat(with.warnings()).isEmpty();
        assertThat(plan(role.yaml(), telling()).warnings()).isEmpty();
    }

    private Plan plan(String role, Playbook playbook) {
        return sdk(site().openAs(Grant.ofManifest(role, Site.NAMESPACE)))
                .playbooks()
                .plan(playbook);
    }

    private String clusterId() {
        return site().server()
                .objects()
                .get("namespaces", "", "kube-system")
                .at("/metadata/uid")
                .asText();
    }

    private SignalDr sdk(JournalDriver journal) {
        SignalDr dr = SignalDr.builder()
                .database(world.address("orders"), options -> options.secret("password", password))
                .journal(journal)
                .principal("ann")
                .build();
        opened.add(dr);
        return dr;
    }

    private Playbook gated() {
        return Playbook.define(
                "gated",
                p -> p.step(step("first"))
                        .step(step("second")
                                .with(step ->
                                        step.after("first").approval(ApprovalGate.of(gate -> gate.from("bob"))))));
    }

    private Playbook telling() {
        return Playbook.define("telling", p -> p.step(step("tell")));
    }

    private Playbook losing(FailureDomain domain) {
        return Playbook.define("losing", p -> p.loses(domain).step(step("tell")));
    }

    private Step step(String id) {
        return Step.of(id, new Telling(password), new Input(id), step -> step.kind(StepKind.PURE));
    }

    /** Everything that lies in the namespace, decoded. */
    private String stored() {
        return List.of("secrets", "leases", "configmaps").stream()
                .flatMap(kind -> site().server().objects().list(kind, Site.NAMESPACE).stream())
                .map(object -> object + decoded(object.path("data")) + decoded(object.at("/metadata/annotations")))
                .collect(Collectors.joining("\n"));
    }

    private static String decoded(JsonNode texts) {
        StringBuilder all = new StringBuilder();
        for (JsonNode text : texts) {
            try {
                all.append(new String(Base64.getDecoder().decode(text.asText()), UTF_8));
            } catch (IllegalArgumentException e) {
                all.append(text.asText());
            }
        }
        return all.toString();
    }

    record Input(String text) {}

    record Output(String text) {}

    /** Says more than it should. */
    private record Telling(Secret password) implements StepAction<Input, Output> {

        @Override
        public String name() {
            return "tell";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Class<Input> inputType() {
            return Input.class;
        }

        @Override
        public Class<Output> outputType() {
            return Output.class;
        }

        @Override
        public Output act(StepContext context, Input input) {
            return new Output("the password is " + password.use(String::new));
        }
    }
}
