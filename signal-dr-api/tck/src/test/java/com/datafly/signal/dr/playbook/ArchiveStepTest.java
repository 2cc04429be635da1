package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.ArchiveRequest;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArchiveStepTest extends PlanFixture {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final InMemoryCluster cluster =
            InMemoryCluster.create("archive-step", clock).topic("events.raw", 1);
    private final InMemoryObjectStore store = InMemoryObjectStore.create("archive-step", clock);

    @AfterEach
    void closeCluster() {
        cluster.close();
    }

    @Test
    void aRunArchivesWhatThePlanSaid() {
        cluster.fill("events.raw", 0, 25);
        try (SignalDr dr = open(builder -> builder.events(cluster.address()))) {
            Playbook playbook = Playbook.define(
                    "audit",
                    book -> book.step(EventSteps.archive("archive", store, "audit", ArchiveRequest.of("events.*"))));
            Plan plan = dr.playbooks().plan(playbook);
            assertThat(plan.problems()).isEmpty();
            assertThat(plan.steps().get(0).changes()).singleElement().asString().contains("events.*", store.address());

            try (Run run = plan.start()) {
                assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
            }

            assertThat(dr.events().archive(store, "audit").verify().verdict()).isEqualTo(Verdict.PASSED);
            assertThat(dr.events().archive(store, "audit").metadata()).hasSize(1);
        }
    }
}
