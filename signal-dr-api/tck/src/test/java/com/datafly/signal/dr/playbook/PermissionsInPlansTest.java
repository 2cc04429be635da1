package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.PlatformAction;
import com.datafly.signal.dr.platform.RoleManifest;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.tck.InMemoryPlatform;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a plan says of permissions, before anything is touched. */
class PermissionsInPlansTest extends PlanFixture {

    private static final Step IMAGES = WorkloadSteps.recordImages("images", Map.of());

    private final InMemoryPlatform platform = InMemoryPlatform.create("allowed-" + UUID.randomUUID(), clock);

    @AfterEach
    void closePlatform() {
        platform.close();
    }

    @Test
    void whatIsMissingIsAProblemThatNamesStepAndRule() {
        platform.deny("list", "pods");

        Plan plan = plan(IMAGES.with(step -> step.guard(PlatformGuards.imagesPinned())));

        assertThat(plan.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.step()).contains("images");
            assertThat(problem.problem())
                    .contains("may not list pods in the namespace "
                            + platform.address().substring(7))
                    .contains("step images, the guard 'images pinned' of step images");
            assertThat(problem.remedy()).contains("{apiGroups: [\"\"], resources: [\"pods\"], verbs: [\"list\"]}");
            assertThat(problem.passedByBreakGlass()).isFalse();
        });
        DrException refusal = failure(plan::start);
        assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refusal).hasMessageContaining("may not list pods");
        assertThat(platform.faults().count("pods")).isZero();
    }

    @Test
    void whatIsAllowedIsNoProblem() {
        assertThat(plan(IMAGES).problems()).isEmpty();
        assertThat(platform.faults().count("access")).isEqualTo(1);
    }

    @Test
    void aPlaybookThatDoesNothingThereAsksNothing() {
        assertThat(plan(Told.step("told")).problems()).isEmpty();
        assertThat(platform.faults().count("access")).isZero();
    }

    @Test
    void whatCanBeDoneWithoutIsAWarning() {
        platform.deny("list", "events").deny("list", "nodes");
        HealthQuery query = HealthQuery.of(HealthQuery.Builder::withoutNodes);

        Plan plan = plan(WorkloadSteps.awaitHealthy("healthy", Duration.ofMinutes(1), query));

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.warnings())
                .anySatisfy(warning -> assertThat(warning).contains("may not list events", "less will be known"))
                .anySatisfy(warning -> assertThat(warning).contains("may not list nodes", "ClusterRole"));
    }

    @Test
    void nodesThatMustBeSeenAreNeeded() {
        platform.deny("list", "nodes");

        Plan plan = plan(WorkloadSteps.awaitHealthy("healthy", Duration.ofMinutes(1), HealthQuery.expecting()));

        assertThat(plan.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("may not list nodes", "ClusterRole"));
    }

    /** Neither is "everything is allowed". */
    @ParameterizedTest
    @EnumSource(names = {"UNSUPPORTED", "UNAVAILABLE", "PERMISSION_DENIED"})
    void aPlatformThatDoesNotTellIsUnknown(ErrorCode code) {
        for (int i = 0; i < 50; i++) {
            platform.faults().next("access", DrException.of(code, "access", "it does not tell"));
        }

        Plan plan = plan(IMAGES);

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.warnings())
                .anySatisfy(warning -> assertThat(warning)
                        .contains("It is not known whether the credential in use may do at " + platform.address())
                        .contains(code.toString()));
    }

    @Test
    void aCredentialThatIsRefusedIsAProblem() {
        platform.token(secrets.plant("the token of another"));

        assertThat(plan(IMAGES).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("refuses to answer"));
    }

    @Test
    void noPlatformAtAllIsAProblem() {
        assertThat(playbooks().plan(playbook(IMAGES)).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("images", ".platform(address)"));
    }

    @Test
    void aDrillNeedsNotWhatItLeavesOut() {
        platform.deny("list", "pods");
        Playbook playbook = playbook(
                IMAGES.with(step -> step.scope(StepScope.SOURCE)),
                Told.step("told").with(step -> step.guard(PlatformGuards.budgetsAllow(WorkloadId.deployment("api")))));

        Plan drill = opened().playbooks().rehearse(playbook);

        assertThat(drill.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.step()).contains("told");
            assertThat(problem.problem()).doesNotContain("images");
        });
    }

    @Test
    void hostsSayWhatTheirOwnActionsAndGuardsDo() {
        platform.deny("create", "pods/eviction").deny("get", "pods/log");
        Step own = OwnAction.step("drain", PlatformAction.EVICT)
                .with(step -> step.postcondition(OwnAction.guard(PlatformAction.READ_LOGS)));

        assertThat(plan(own).problems())
                .extracting(PlanProblem::problem)
                .anySatisfy(problem -> assertThat(problem).contains("create pods/eviction", "step drain"))
                .anySatisfy(problem -> assertThat(problem).contains("get pods/log", "of step drain"));
        assertThat(PlatformPermissions.of(own)).contains(AccessRequest.inNamespace("create", "", "pods/eviction"));
    }

    @Test
    void aRoleNarrowsWhatIsOfOneObjectAlone() {
        Step gate = Steps.gate("gate", PlatformGuards.budgetsAllow(WorkloadId.deployment("api")));

        String yaml = PlatformPermissions.role("dr", "datafly", playbook(gate)).yaml();

        assertThat(yaml).contains("""
                - apiGroups: ["apps"]
                  resources: ["deployments"]
                  resourceNames: ["api"]
                  verbs: ["get"]
                """);
    }

    @Test
    void aRoleNarrowsNothingThatIsNeededWhollyOrHasNoNameYet() {
        AccessRequest secrets = AccessRequest.inNamespace("get", "", "secrets");
        AccessRequest list = AccessRequest.inNamespace("list", "", "pods");

        String yaml = RoleManifest.of("dr", "datafly", Set.of(secrets, secrets.named("db"), list.named("one")))
                .yaml();

        assertThat(yaml).doesNotContain("resourceNames").contains("[\"pods\"]", "[\"secrets\"]");
    }

    private Plan plan(Step... steps) {
        return opened().playbooks().plan(playbook(steps));
    }

    private SignalDr opened() {
        return open(builder -> builder.platform(platform.address()));
    }

    private static Playbook playbook(Step... steps) {
        return Playbook.define("allowed", playbook -> {
            for (Step step : steps) {
                playbook.step(step);
            }
        });
    }
}
