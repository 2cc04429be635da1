package com.datafly.signal.dr.examples.events;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.ArchiveReport;
import com.datafly.signal.dr.events.ArchiveRequest;
import com.datafly.signal.dr.events.EventArchive;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.events.LagQuery;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.events.RestoredTopic;
import com.datafly.signal.dr.events.TopicRestore;
import com.datafly.signal.dr.events.TopicRetention;
import com.datafly.signal.dr.events.TopicRetentionPolicy;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import java.io.PrintStream;

/**
 * Keeps events as long as the guide says, looks whether consumers keep up, replays and archives them, and restores the
 * archive to another cluster with its consumer groups. The clusters live in memory; with {@code kafka:HOST:PORT} for
 * their addresses it is the same.
 */
public final class EventsExample {

    private static final int EVENTS = 1_000;
    private static final int READ = 600;

    private final SignalDr dr;
    private final ObjectStore store;
    private final PrintStream out;

    EventsExample(SignalDr dr, ObjectStore store, PrintStream out) {
        this.dr = dr;
        this.store = store;
        this.out = out;
    }

    /** Runs it. */
    public static void main(String[] arguments) {
        try (InMemoryCluster primary = InMemoryCluster.create("primary");
                InMemoryCluster standby = InMemoryCluster.create("standby");
                InMemoryObjectStore store = InMemoryObjectStore.create("audit");
                SignalDr dr = SignalDr.builder()
                        .events(primary.address())
                        .standbyEvents(standby.address())
                        .build()) {
            fill(primary);
            new EventsExample(dr, store, System.out).run();
        }
    }

    static void fill(InMemoryCluster cluster) {
        cluster.topic("events.raw", 1).topic("events.raw.again", 1).fill("events.raw", 0, EVENTS);
        cluster.commit("delivery", "events.raw", 0, READ);
    }

    RestoredTopic run() {
        EventStream events = dr.events();

        TopicRetention retention = events.retention();
        out.println(retention.apply(retention.plan(TopicRetentionPolicy.guide())));

        out.println(events.lag().measure(LagQuery.groups("delivery")));

        out.println(events.replay()
                .start(ReplayRequest.of(request -> request.topics("events.raw").into("*.again")))
                .await());

        EventArchive archive = events.archive(store, "audit");
        ArchiveReport report = archive.append(ArchiveRequest.of("events.*")).orThrow();
        out.println(report);
        out.println(archive.exportMetadata());
        out.println(archive.verify(report.seal()).orThrow());

        RestoredTopic restored = dr.standbyEvents()
                .archive(store, "audit")
                .restore(TopicRestore.create("events.raw", more -> more.groups("delivery")));
        out.println(restored + ", the group reads on at " + restored.groups());
        return restored;
    }
}
