package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Journals whose last block did not reach the disk as a whole, and ends between two of its records. */
class RunTornTest extends RunFixture {

    private static final String STARTED = "\"type\":\"runner-started\"";

    @Test
    void aRunOfWhoseBeginningAPartIsMissingHasNotBegunAndIsGivenUp() throws IOException {
        Playbook playbook = EveryKind.row(provider(), "one", "two");
        start(playbook).await(LONG);
        List<String> lines = Files.readAllLines(log());
        int begun = indexOf(lines, STARTED);

        for (int kept = 1; kept <= begun; kept++) {
            RunEnvironment environment = torn(lines, kept);

            DrException refusal = refused(() -> Runner.resume("run-1", playbook, new NoTarget(secrets), environment));
            assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
            assertThat(refusal).hasMessageContaining("never begun");
            assertThat(Runner.status("run-1", environment).state().ended()).isFalse();
            Runner.attach("run-1", environment).abandon("ann", "it was never begun");
            assertThat(Runner.status("run-1", environment).state()).isEqualTo(RunState.ABANDONED);
        }
    }

    @Test
    void aMigrationThatBreaksOffLeavesTheRunWithItsDefinition() throws IOException {
        Playbook before = EveryKind.row(provider(), "one", "two");
        Run run = start(before, environment(), order -> {});
        run.await(LONG);
        List<String> all = Files.readAllLines(log());
        int settled = indexOf(all, "\"type\":\"step-outcome\"");
        RunEnvironment first = torn(all, settled + 1);
        Playbook changed = EveryKind.row(provider(), "one", "two", "three");
        Runner.Migration migration = new Runner.Migration(changed, "plan-2", "ann", "one more");
        opened(Runner.migrate("run-1", migration, new NoTarget(secrets), first)).await(LONG);
        List<String> lines = Files.readAllLines(place().resolve("logs/run-1.log"));
        int migrated = indexOf(lines, "\"type\":\"migrated\"");

        for (int kept = migrated + 1;
                kept < lines.size() && !lines.get(kept - 1).contains(STARTED);
                kept++) {
            RunEnvironment environment = torn(lines, kept);

            RunStatus seen = Runner.status("run-1", environment);
            assertThat(seen.definitionHash()).isEqualTo(before.hash());
            assertThat(seen.steps()).hasSize(2);
            RunStatus status = opened(Runner.resume("run-1", before, new NoTarget(secrets), environment))
                    .await(LONG);
            assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(status.steps()).hasSize(2);
            assertThat(Runner.status("run-1", environment))
                    .usingRecursiveComparison()
                    .isEqualTo(status);
            assertThat(Runner.attach("run-1", environment)
                            .report()
                            .run()
                            .orElseThrow()
                            .steps())
                    .hasSize(2);
        }
    }

    @Test
    void aCancellationAtOnceThatBreaksOffIsOneAfterTheNextStart() throws IOException {
        Playbook playbook = EveryKind.row(provider(), "one", "two");
        Run run = start(playbook);
        run.await(LONG);
        List<String> all = Files.readAllLines(log());
        RunEnvironment environment = torn(all, indexOf(all, STARTED) + 1);
        environment
                .journals()
                .open("run-1")
                .takeOver(List.of(Facts.entry(new Fact.CancelAsked(CancelPolicy.ABANDON, "ann", "enough"))));

        RunStatus status = opened(Runner.resume("run-1", playbook, new NoTarget(secrets), environment))
                .await(LONG);

        assertThat(status.state()).isEqualTo(RunState.CANCELLED);
    }

    private int torn;

    /** Makes a new place of which the run's journal has the first lines. */
    private RunEnvironment torn(List<String> lines, int kept) throws IOException {
        torn++;
        Files.createDirectories(place().resolve("logs"));
        Files.write(place().resolve("logs/run-1.log"), lines.subList(0, kept));
        return environment(opened(FileJournal.open(place())), more -> {});
    }

    private Path place() {
        return directory.resolve("torn-" + torn);
    }

    private Path log() {
        return directory.resolve("journal/logs/run-1.log");
    }

    private static int indexOf(List<String> lines, String text) {
        int index = 0;
        while (!lines.get(index).contains(text)) {
            index++;
        }
        return index;
    }
}
