package com.datafly.signal.dr.internal.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.events.ClusterDrift;
import com.datafly.signal.dr.events.ConsumerLag;
import com.datafly.signal.dr.events.DeadLetters;
import com.datafly.signal.dr.events.EventArchive;
import com.datafly.signal.dr.events.EventCapabilities;
import com.datafly.signal.dr.events.EventFlow;
import com.datafly.signal.dr.events.EventReplay;
import com.datafly.signal.dr.events.EventReplication;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.events.StreamHealth;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicRetention;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.archive.DefaultEventArchive;
import com.datafly.signal.dr.internal.events.drift.DriftComparison;
import com.datafly.signal.dr.internal.events.flow.DefaultEventFlow;
import com.datafly.signal.dr.internal.events.lag.DefaultConsumerLag;
import com.datafly.signal.dr.internal.events.replay.DefaultDeadLetters;
import com.datafly.signal.dr.internal.events.replay.DefaultEventReplay;
import com.datafly.signal.dr.internal.events.replication.DefaultEventReplication;
import com.datafly.signal.dr.internal.events.retention.DefaultTopicRetention;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.store.ObjectStore;
import java.util.List;
import java.util.Optional;

/** An event stream by its driver. */
public final class DefaultEventStream implements EventStream {

    private final StreamResource resource;

    /** Offers what the resource can do. */
    public DefaultEventStream(StreamResource resource) {
        this.resource = resource;
    }

    /** Returns the driver and how it is called, for the parts that work on two streams. */
    public StreamResource resource() {
        return resource;
    }

    @Override
    public ResourceAddress address() {
        return resource.address();
    }

    @Override
    public String clusterId() {
        return resource.read("ask for the id of " + address(), EventStreamDriver::clusterId);
    }

    @Override
    public EventCapabilities capabilities() {
        return resource.read("ask what " + address() + " can do", EventStreamDriver::capabilities);
    }

    @Override
    public StreamHealth health() {
        return resource.read("look at " + address(), EventStreamDriver::health);
    }

    @Override
    public List<Topic> topics() {
        return resource.read("list the topics of " + address(), EventStreamDriver::topics);
    }

    @Override
    public TopicRetention retention() {
        return new DefaultTopicRetention(resource);
    }

    @Override
    public ConsumerLag lag() {
        return new DefaultConsumerLag(resource);
    }

    @Override
    public EventReplay replay() {
        return new DefaultEventReplay(resource);
    }

    @Override
    public EventArchive archive(ObjectStore store, String prefix) {
        return new DefaultEventArchive(resource, store, prefix);
    }

    @Override
    public DeadLetters deadLetters() {
        return new DefaultDeadLetters(resource);
    }

    @Override
    public EventFlow flow() {
        return new DefaultEventFlow(resource);
    }

    @Override
    public ClusterDrift driftFrom(EventStream source) {
        return new DriftComparison(((DefaultEventStream) source).resource(), resource).run();
    }

    @Override
    public EventReplication replicationFrom(EventStream source) {
        return DefaultEventReplication.between(source, this);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return resource.driver().unwrap(requireNonNull(type, "type"));
    }

    @Override
    public void close() {
        resource.close();
    }

    @Override
    public String toString() {
        return address().toString();
    }
}
