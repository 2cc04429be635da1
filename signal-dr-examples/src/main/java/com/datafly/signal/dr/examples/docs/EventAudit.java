package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.ArchiveReport;
import com.datafly.signal.dr.events.ArchiveRequest;
import com.datafly.signal.dr.events.ArchiveTail;
import com.datafly.signal.dr.events.ClusterMetadata;
import com.datafly.signal.dr.events.EventArchive;
import com.datafly.signal.dr.events.MetadataPlan;
import com.datafly.signal.dr.events.RestoredTopic;
import com.datafly.signal.dr.events.TopicRestore;
import com.datafly.signal.dr.store.ObjectStore;
import java.time.Duration;

/** Keeps events for audits, and brings them back. */
final class EventAudit {

    private EventAudit() {}

    static String archive(SignalDr dr) {
        ObjectStore store = dr.store("s3:eu-west-1/datafly-audit");
        EventArchive archive = dr.events().archive(store, "events");
        ArchiveReport report = archive.append(ArchiveRequest.of("events.*")).orThrow();
        archive.exportMetadata(); // topics, settings, access rules, group offsets
        System.out.println(report.gaps()); // what retention took before it was archived, by offset
        return report.seal();
    }

    static ArchiveTail follow(EventArchive archive) {
        return archive.follow(ArchiveRequest.of("events.*"), Duration.ofMinutes(1));
    }

    static void verify(EventArchive archive, String seal) {
        archive.verify(seal).orThrow();
    }

    static RestoredTopic restore(SignalDr dr, ObjectStore store) {
        return dr.standbyEvents()
                .archive(store, "events")
                .restore(TopicRestore.create(
                        "events.raw", more -> more.as("events.raw.restored").groups("delivery")));
    }

    static void restoreMetadata(EventArchive archive) {
        ClusterMetadata newest = archive.metadata().get(0);
        MetadataPlan plan = archive.planMetadata(newest);
        System.out.println(plan.notes()); // what differs and stays as it is
        archive.restoreMetadata(plan).forEach(System.err::println);
    }
}
