package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.aws.internal.AwsOptions;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.aws.testing.AccessKey;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.aws.testing.Delays;
import com.datafly.signal.dr.aws.testing.InstanceSpec;
import com.datafly.signal.dr.aws.testing.RdsRegion;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.spi.SnapshotRequest;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** A testing server in time that is set, with the instance {@code orders} in {@code eu-west-1}. */
final class FacetFixture implements AutoCloseable {

    static final String REGION = "eu-west-1";
    static final RdsAddress ORDERS = new RdsAddress(REGION, RdsAddress.Kind.INSTANCE, "orders");

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final AwsServer server;
    private final AwsSession session;

    FacetFixture(Consumer<InstanceSpec> settings) {
        this(settings, Delays.typical());
    }

    FacetFixture(Consumer<InstanceSpec> settings, Delays delays) {
        this.server = AwsServer.start(builder -> builder.clock(clock).delays(delays));
        this.session = session(server.accessKey());
        rds().createInstance(ORDERS.name(), settings);
        clock.advance(Duration.ofHours(1));
    }

    AwsServer server() {
        return server;
    }

    AwsSession session() {
        return session;
    }

    /** Opens a session with another key; the caller closes it. */
    AwsSession session(AccessKey key) {
        return AwsSession.open(REGION, AwsOptions.at(server, key).with(clock), Set.of());
    }

    RdsRegion rds() {
        return server.rds(REGION);
    }

    void pass(Duration time) {
        clock.advance(time);
    }

    /** Makes a snapshot of {@code orders} and returns its id. */
    String snapshot(String name) {
        OperationKey key = new OperationKey("op-" + name);
        InstanceSnapshots snapshots = new InstanceSnapshots(session, ORDERS, clock);
        snapshots.start(
                "snapshot",
                new Instances(session).find("snapshot", ORDERS.name()).orElseThrow(),
                SnapshotRequest.of(key, name));
        pass(Duration.ofHours(1));
        return SnapshotIds.of(ORDERS.name(), key);
    }

    @Override
    public void close() {
        session.close();
        server.close();
    }
}
