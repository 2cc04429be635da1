package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

class InMemoryEventStreamDriverTest extends EventStreamDriverContract implements EventStreamHarness {

    private final SecretRecorder secrets = SecretRecorder.create();
    private final Secret secret = secrets.plant("password");
    private final String password = secret.use(String::new);
    private final InMemoryCluster cluster = InMemoryCluster.create().password(secret);
    private final InMemoryCluster dead = InMemoryCluster.create().kill();

    @AfterEach
    void closeClusters() {
        cluster.close();
        dead.close();
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

    @Override
    public Set<Hook> hooks() {
        return EnumSet.allOf(Hook.class);
    }

    @Override
    public FaultPlan faults() {
        return cluster.faults();
    }

    @Override
    public EventStreamDriver unreachableDriver() {
        return dead.driver();
    }

    @Override
    public EventStreamDriver strangerDriver() {
        return new InMemoryEventStreamDriver(cluster.name(), "wrong");
    }

    @Override
    public EventStreamDriver forbiddenDriver() {
        cluster.forbid(InMemoryCluster.EVERYTHING);
        return newDriver();
    }

    @Override
    public AutoCloseable consume(String group, String topic) {
        cluster.members(group, 1);
        return () -> cluster.members(group, 0);
    }

    @Override
    public void deleteBefore(PartitionId partition, long offset) {
        cluster.deleteBefore(partition.topic(), partition.partition(), offset);
    }

    @Override
    public void deleteTopic(String topic) {
        cluster.deleteTopic(topic);
    }
}
