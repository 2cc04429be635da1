package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.DeadLetterRequest;
import com.datafly.signal.dr.events.EventArchive;
import com.datafly.signal.dr.events.EventReplay;
import com.datafly.signal.dr.events.EventRun;
import com.datafly.signal.dr.events.RedeliveryResult;
import com.datafly.signal.dr.events.ReplayPlan;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.events.ReplayResult;
import com.datafly.signal.dr.playbook.EventSteps;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.store.ObjectStore;
import java.time.Instant;

/** Writes events again that were lost on their way. */
final class ReplayedEvents {

    private ReplayedEvents() {}

    static ReplayResult replay(SignalDr dr, Instant from, Instant to) {
        EventReplay replay = dr.events().replay();
        ReplayRequest request = ReplayRequest.of(r -> r.topics("events.processed")
                .from(from)
                .to(to)
                .header("vendor", "acme")
                .into("events.delivery.acme")
                .byKey()
                .recordsPerSecond(2_000)
                .runId("acme-outage"));
        System.out.println(replay.plan(request)); // reads only: how many events, of which partitions
        EventRun<ReplayResult> run = replay.start(request);
        return run.await();
    }

    static ReplayResult fromArchive(SignalDr dr, ObjectStore store, Instant from, Instant to) {
        EventArchive archive = dr.standbyEvents().archive(store, "events");
        ReplayRequest request = ReplayRequest.of(r ->
                r.source(archive).topics("events.processed").from(from).to(to).into("*.replayed"));
        ReplayPlan plan = dr.standbyEvents().replay().plan(request);
        System.out.println(plan.events() + " events, gaps: " + plan.gaps()); // read and counted; nothing is written
        return dr.standbyEvents().replay().start(request).await();
    }

    static RedeliveryResult redeliver(SignalDr dr) {
        DeadLetterRequest timeouts = DeadLetterRequest.of(
                "events.dlq",
                r -> r.reasons("*TimeoutException")
                        .maxAttempts(3)
                        .parkingTopic("events.parked")
                        .by("on-call"));
        System.out.println(dr.events().deadLetters().report(timeouts));
        return dr.events().deadLetters().redeliver(timeouts).await();
    }

    static Playbook playbook(ReplayRequest request, DeadLetterRequest letters) {
        return Playbook.define(
                "vendor-outage",
                p -> p.step(EventSteps.redeliver("letters", letters))
                        .step(EventSteps.replay("replay", request).after("letters")));
    }
}
