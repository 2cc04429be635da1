package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventReplication;
import com.datafly.signal.dr.events.ReplicationStatus;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.events.Translation;
import com.datafly.signal.dr.playbook.FailoverScenarios;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Step;
import java.time.Duration;
import java.util.Set;

/** Goes over to the standby of an event stream, and back. */
final class StreamFailovers {

    private StreamFailovers() {}

    static ReplicationWatch watch(SignalDr dr) {
        EventReplication replication = dr.standbyEvents().replicationFrom(dr.events());
        return replication.watch(Duration.ofSeconds(5));
    }

    static ReplicationStatus look(SignalDr dr) {
        EventReplication replication = dr.standbyEvents().replicationFrom(dr.events());
        ReplicationStatus status =
                replication.status(); // events and time at risk, dead tasks, and whether that is proven
        replication.holes().forEach(System.out::println); // what was never copied, offset by offset
        Translation translation = replication.translate(Set.of("event-processor"));
        translation.offsets().forEach(System.out::println); // offset, method and error bound of each partition
        return status;
    }

    static Playbook failover(Step freezeProducers, Step switchSecret, Step proveFlow) {
        return FailoverScenarios.streamFailover(over -> over.freezeProducers(freezeProducers)
                .catchUpWithin(Duration.ofMinutes(1))
                .groups("event-processor", "delivery")
                .tolerateLoss(0)
                .fence("events.", "User:ingestion")
                .switchBootstrap(switchSecret)
                .flow(proveFlow));
    }

    static Playbook failback(Step freezeProducers, Step switchSecret) {
        return FailoverScenarios.streamFailback(back -> back.fence("events.", "User:ingestion")
                .exportTo("events-only-the-old-cluster-has")
                .freezeProducers(freezeProducers)
                .groups("event-processor", "delivery")
                .switchBootstrap(switchSecret)
                .resumeMirror());
    }
}
