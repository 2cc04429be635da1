package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Worlds in memory, and what a person would find in them. */
final class Worlds {

    private Worlds() {}

    /** A database with snapshots of four days. */
    static InMemoryWorld withFourDays() {
        SettableClock clock = SettableClock.at("2025-01-10T10:00:00Z");
        InMemoryWorld world = InMemoryWorld.create(clock).addDatabase("orders").sql(TestChecks.noDatabase());
        try (StepRun earlier = new StepRun(world, "earlier")) {
            for (int day = 1; day <= 4; day++) {
                world.write("orders", "day " + day);
                earlier.database()
                        .snapshots()
                        .create("nightly", new OperationKey("day-" + day))
                        .await();
                clock.advance(Duration.ofDays(1));
            }
        }
        return world;
    }

    /** What a person would find: databases with their content, snapshots with their notes, the freeze. */
    static Map<String, Object> stateOf(StepRun run) {
        run.clock.advance(Duration.ofMinutes(1));
        Map<String, Object> state = new TreeMap<>();
        for (String database : run.world.databases()) {
            if (run.beside(source -> !database.equals("orders")
                    && Work.unlessMissing(() -> Work.internal(source).made(database))
                            .isEmpty())) {
                continue;
            }
            state.put("database " + database, run.world.markers(database));
        }
        run.beside(source -> {
            source.snapshots().list().forEach(snapshot -> state.put("snapshot " + snapshot.id(), notes(snapshot)));
            state.put("backups", source.automatedBackups().settings());
            source.retention().frozen().ifPresent(reason -> state.put("frozen", reason));
            return source;
        });
        run.world.copies().forEach(copy -> state.put("copy " + copy.id(), notes(copy)));
        state.put("failovers", run.world.failovers("orders"));
        return state;
    }

    private static Map<String, String> notes(Snapshot snapshot) {
        Map<String, String> notes = new TreeMap<>(snapshot.annotations());
        notes.replaceAll((name, value) -> name.endsWith("-at") ? "" : value);
        notes.put("name and state", snapshot.name() + " " + snapshot.state());
        return notes;
    }
}
