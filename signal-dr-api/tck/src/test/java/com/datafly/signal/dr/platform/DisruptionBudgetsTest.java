package com.datafly.signal.dr.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.platform.BudgetFinding.Kind;
import com.datafly.signal.dr.tck.InMemoryPodFate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DisruptionBudgetsTest extends PlatformFacetFixture {

    @Test
    void aGuardedWorkloadOfSeveralPodsIsInOrder() {
        world.add(API, w -> w.replicas(3))
                .budget("api", guarding("api"), "2", null)
                .add(AGENT, w -> {})
                .settle();

        assertThat(lint().findings()).isEmpty();
        assertThat(lint().budgets()).hasSize(1);
        assertThat(platform.budgets().probe(API)).hasSize(3).allMatch(EvictionProbe::free);
        assertThat(world.pods(API))
                .hasSize(3)
                .allMatch(pod -> pod.deletionDeadline().isEmpty());
    }

    @Test
    void whatIsNotGuardedOrAloneIsSaid() {
        world.add(API, w -> w.replicas(2)).add(DB, w -> {}).settle();

        assertThat(lint().findings(Kind.MISSING))
                .extracting(BudgetFinding::subject)
                .containsExactly("deployment/api");
        assertThat(lint().findings(Kind.SINGLE_REPLICA))
                .extracting(BudgetFinding::subject)
                .containsExactly("statefulset/db");
    }

    @Test
    void aBudgetThatLetsNoPodGoEvenWhenAllAreReadyBlocks() {
        world.add(API, w -> w.replicas(2)).add(DB, w -> w.replicas(3));
        for (String amount : List.of("2", "3", "100%", "51%")) {
            world.budget("api", guarding("api"), amount, null).settle();
            assertThat(kinds()).as(amount).containsExactlyInAnyOrder(Kind.BLOCKING, Kind.MISSING);
        }
        for (String amount : List.of("0", "0%")) {
            world.budget("api", guarding("api"), null, amount).settle();
            assertThat(kinds()).as(amount).containsExactlyInAnyOrder(Kind.BLOCKING, Kind.MISSING);
        }
        for (String amount : List.of("1", "1%")) {
            world.budget("api", guarding("api"), null, amount).settle();
            assertThat(kinds()).as(amount).containsExactly(Kind.MISSING);
        }
        world.budget("api", guarding("api"), "2", null).settle();
        assertThat(platform.budgets().probe(API))
                .noneMatch(EvictionProbe::free)
                .allSatisfy(probe -> assertThat(probe.toString()).contains("budget"));
    }

    @Test
    void budgetsThatGuardTheSamePodsAreSaid() {
        world.add(API, w -> w.replicas(3))
                .budget("one", guarding("api"), null, "1")
                .budget("all", LabelSelector.of(Map.of()), null, "1")
                .settle();

        assertThat(lint().findings(Kind.OVERLAPPING))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).contains("one", "all"));
        assertThat(platform.budgets().probe(API))
                .allMatch(probe -> probe.answer().verdict() == EvictionAnswer.Verdict.MISCONFIGURED);
    }

    @Test
    void aBudgetWithoutPodsIsSaid() {
        world.add(API, w -> {}).budget("former", guarding("former"), "1", null).settle();

        assertThat(lint().findings(Kind.MATCHES_NOTHING))
                .extracting(BudgetFinding::subject)
                .containsExactly("budget/former");
    }

    @Test
    void aBudgetThatIsUsedUpIsSaid() {
        world.add(API, w -> w.replicas(2))
                .budget("api", guarding("api"), null, "1")
                .settle();
        world.fate(pod(API).name(), InMemoryPodFate.CRASHES).settle();

        assertThat(kinds()).containsExactly(Kind.EXHAUSTED);
        assertThat(lint().toString()).contains("1 of 2 pods are ready");
    }

    @Test
    void numbersThatNobodyHasCountedAreSaid() {
        world.add(API, w -> w.replicas(2)).settle().hold().budget("api", guarding("api"), null, "1");

        assertThat(kinds()).containsExactly(Kind.NOT_OBSERVED);
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThat(platform.budgets().probe("nobody").answer().verdict()).isEqualTo(EvictionAnswer.Verdict.GONE);
        assertThat(refused(() -> platform.budgets().probe(API))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void whatMayNotBeAskedIsNotSilentlyInOrder() {
        world.add(API, w -> {}).settle().deny("list", "poddisruptionbudgets").deny("create", "pods/eviction");

        assertThat(refused(this::lint)).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(refused(() -> platform.budgets().probe(API)))
                .isIn(ErrorCode.PERMISSION_DENIED, ErrorCode.UNSUPPORTED);
    }

    private static LabelSelector guarding(String app) {
        return LabelSelector.of(Map.of("app", app));
    }

    private BudgetReport lint() {
        return platform.budgets().lint();
    }

    private List<Kind> kinds() {
        return lint().findings().stream()
                .map(BudgetFinding::kind)
                .filter(kind -> kind != Kind.SINGLE_REPLICA)
                .toList();
    }

    private static ErrorCode refused(Runnable question) {
        return catchThrowableOfType(DrException.class, question::run).code();
    }
}
