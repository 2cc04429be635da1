package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.internal.playbook.DurationHistory;
import com.datafly.signal.dr.internal.playbook.PastDuration;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.datafly.signal.dr.tck.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A database in memory whose every change is refused and counted, and a journal in a directory. */
abstract class PlanFixture {

    static final List<String> CHANGES = List.of(
            "startSnapshot",
            "startDeleteSnapshot",
            "startRestore",
            "startClone",
            "startDiscard",
            "annotate",
            "annotateSnapshot");

    @TempDir
    Path folder;

    final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    final InMemoryWorld world = InMemoryWorld.create(clock).addDatabase("orders");
    final SecretRecorder secrets = SecretRecorder.create();
    final Secret password = secrets.plant("password");
    private final List<SignalDr> opened = new ArrayList<>();

    PlanFixture() {
        world.password(password);
    }

    @AfterEach
    void close() {
        opened.forEach(SignalDr::close);
        world.close();
        secrets.assertNotLeaked();
    }

    final SignalDr open() {
        return open(builder -> {});
    }

    final SignalDr open(Consumer<SignalDr.Builder> more) {
        SignalDr.Builder builder = SignalDr.builder()
                .database(world.address("orders"), options -> options.secret("password", password))
                .tier(RecoveryTier.ENHANCED)
                .clock(clock)
                .timeSource(clock)
                .journal(folder.resolve("journal"))
                .principal("ann");
        more.accept(builder);
        SignalDr dr = builder.build();
        opened.add(dr);
        return dr;
    }

    final Playbooks playbooks() {
        return open().playbooks();
    }

    /** Lets every change fail from now on. */
    final void refuseChanges() {
        for (String change : CHANGES) {
            for (int i = 0; i < 100; i++) {
                world.faults().next(change, new IllegalStateException("a plan must not call " + change));
            }
        }
    }

    final long changes() {
        return CHANGES.stream().mapToLong(world.faults()::count).sum();
    }

    /** Keeps the durations of earlier runs in the journal, as these did. */
    final void history(String action, Duration... took) {
        try (FileJournal journal = FileJournal.open(folder.resolve("journal"))) {
            new DurationHistory(journal)
                    .record(Stream.of(took)
                            .map(one -> new PastDuration(action, "memory", 0, one, clock.instant()))
                            .toList());
        }
    }

    static DrException failure(Runnable action) {
        try {
            action.run();
        } catch (DrException e) {
            return e;
        }
        throw new AssertionError("nothing was refused");
    }
}
