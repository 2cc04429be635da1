package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.spi.EventStreamDriver;
import org.junit.jupiter.api.AfterEach;

/** A cluster that can do nothing but make topics, and to which nothing can be done. */
class InMemoryEventStreamDriverWithNothingTest extends EventStreamDriverContract implements EventStreamHarness {

    private final SecretRecorder secrets = SecretRecorder.create();
    private final Secret secret = secrets.plant("password");
    private final String password = secret.use(String::new);
    private final InMemoryCluster cluster = InMemoryCluster.create().password(secret);

    InMemoryEventStreamDriverWithNothingTest() {
        for (EventCapability capability : EventCapability.values()) {
            if (capability != EventCapability.CREATE_TOPICS) {
                cluster.disable(capability, "it is a cluster without anything");
            }
        }
    }

    @AfterEach
    void closeCluster() {
        cluster.close();
        secret.close();
    }

    @Override
    protected EventStreamHarness harness() {
        return this;
    }

    @Override
    public EventStreamDriver newDriver() {
        return new InMemoryEventStreamDriver(cluster.name(), password);
    }

    @Override
    public SecretRecorder secrets() {
        return secrets;
    }
}
