package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.journal.ObjectStoreJournal;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A recovery must not lean on what it recovers. */
class DependencyCheckTest extends PlanFixture {

    @Test
    void aJournalInsideOfWhatIsLostIsRefused() throws IOException {
        Path real = folder.toRealPath();

        assertThat(problems(FailureDomain.of("path", real.toString()))).contains("path:" + real);
        assertThat(problems(FailureDomain.of("path", real.resolve("journal").toString())))
                .contains("journal");
        assertThat(problems(FailureDomain.of("path", real.resolve("jour").toString())))
                .isEmpty();
        assertThat(problems(FailureDomain.of("host", "elsewhere"))).isEmpty();
    }

    @Test
    void aJournalOnTheHostThatIsLostIsRefused() {
        try (FileJournal journal = FileJournal.open(folder.resolve("journal"))) {
            FailureDomain host = journal.failureDomains().stream()
                    .filter(domain -> domain.kind().equals("host"))
                    .findFirst()
                    .orElseThrow();

            assertThat(problems(host)).contains("the locks", host.toString());
        }
    }

    @Test
    void aLinkDoesNotHideWhereAJournalLies() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Path link = Files.createSymbolicLink(folder.resolve("elsewhere"), data);
        SignalDr dr = open(builder -> builder.journal(link.resolve("journal")));

        Plan plan = dr.playbooks().plan(loses(FailureDomain.of("path", data.toString())));
        Plan byLink = open(builder -> builder.journal(data.resolve("journal")))
                .playbooks()
                .plan(loses(FailureDomain.of("path", link.toString())));

        assertThat(plan.problems()).hasSize(1);
        assertThat(byLink.problems()).hasSize(1);
    }

    @Test
    void whatTheHostDeclaresItsResourcesToLieInIsLostToo() {
        SignalDr dr = open(builder -> builder.journal(storedIn(FailureDomain.of("region", "aws:eu-west-1")))
                .failureDomain(FailureDomain.of("region", "aws:eu-west-1")));
        SignalDr elsewhere = open(builder -> builder.journal(storedIn(FailureDomain.of("region", "aws:eu-central-1")))
                .failureDomain(FailureDomain.of("region", "aws:eu-west-1")));

        assertThat(dr.playbooks().plan(playbook()).problems())
                .singleElement()
                .asString()
                .contains("region:aws:eu-west-1");
        assertThat(elsewhere.playbooks().plan(playbook()).problems()).isEmpty();
    }

    @Test
    void aJournalInWhatIsProtectedIsRefused() {
        JournalDriver inTheDatabase = storedIn(FailureDomain.ofAddress(world.address("orders")));
        JournalDriver inTheTopic = storedIn(FailureDomain.ofAddress("kafka:k1/orders"));
        Playbook topic =
                Playbook.define("topic", p -> p.protects("kafka:k1/orders").step(Told.step("a")));

        assertThat(open(builder -> builder.journal(inTheDatabase))
                        .playbooks()
                        .plan(playbook())
                        .problems())
                .hasSize(1);
        assertThat(open(builder -> builder.journal(inTheTopic))
                        .playbooks()
                        .plan(topic)
                        .problems())
                .hasSize(1);
    }

    @Test
    void aProbeThatLiesInWhatIsLostIsRefused() {
        FailureDomain cluster = FailureDomain.of("cluster", "prod");
        Guard probe = Told.guard(GuardKind.FENCING, context -> GuardResult.passed("yes"), cluster);
        Playbook playbook = Playbook.define(
                "orders", p -> p.loses(cluster).step(Told.step("a").with(step -> step.guard(probe))));

        assertThat(playbooks().plan(playbook).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.step()).contains("a");
            assertThat(problem.problem()).contains("'what the test tells'", "cluster:prod");
        });
    }

    @Test
    void suchAPlanIsNotStartedNotEvenByBreakGlass() {
        Plan plan = playbooks()
                .plan(loses(FailureDomain.of("path", folder.toString())))
                .breakGlass("fire", "ann", Duration.ofHours(1));

        DrException refusal = failure(plan::start);

        assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refusal.getMessage()).contains("the journal file:", "Keep the journal elsewhere");
    }

    @Test
    void aDrillLosesNothingButIsToldWhatALiveRunWouldBeRefusedFor() {
        Plan drill = playbooks().rehearse(loses(FailureDomain.of("path", folder.toString())));

        assertThat(drill.problems()).isEmpty();
        assertThat(drill.warnings())
                .anyMatch(warning -> warning.startsWith("A live run would be refused: the journal"));
    }

    private String problems(FailureDomain lost) {
        return String.join(
                "\n",
                playbooks().plan(loses(lost)).problems().stream()
                        .map(PlanProblem::problem)
                        .toList());
    }

    private static Playbook loses(FailureDomain domain) {
        return Playbook.define("orders", p -> p.loses(domain).step(Told.step("a")));
    }

    private static Playbook playbook() {
        return Playbook.define("orders", p -> p.step(Told.step("a")));
    }

    /** A journal in memory that says what it is lost with. */
    private static JournalDriver storedIn(FailureDomain domain) {
        JournalDriver stored = ObjectStoreJournal.over(InMemoryObjectStore.create("journals"));
        return new DeclaredJournal(stored, List.of(domain));
    }
}
