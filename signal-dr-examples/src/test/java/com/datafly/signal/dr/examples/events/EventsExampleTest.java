package com.datafly.signal.dr.examples.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.RestoredTopic;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class EventsExampleTest {

    @Test
    void everyEventIsRestoredAndTheGroupReadsOnWhereItWas() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (InMemoryCluster primary = InMemoryCluster.create();
                InMemoryCluster standby = InMemoryCluster.create();
                InMemoryObjectStore store = InMemoryObjectStore.create("audit");
                SignalDr dr = SignalDr.builder()
                        .events(primary.address())
                        .standbyEvents(standby.address())
                        .build()) {
            EventsExample.fill(primary);

            RestoredTopic restored = new EventsExample(dr, store, new PrintStream(printed, true, UTF_8)).run();

            assertThat(restored.records()).isEqualTo(1_000);
            assertThat(restored.groups().get("delivery")).containsEntry(new PartitionId("events.raw", 0), 600L);
        }
        assertThat(printed.toString(UTF_8)).contains("2000 events of 2 partitions archived");
    }
}
