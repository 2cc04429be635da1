package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.spi.DatabaseDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Databases in memory, for the contract. */
final class InMemoryHarness implements DatabaseHarness, AutoCloseable {

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryWorld world =
            InMemoryWorld.create(clock).addDatabase("orders").addDatabase("locked");
    private final SecretRecorder secrets = SecretRecorder.create();
    private final Secret password = secrets.plant("password");

    InMemoryHarness() {
        world.password(password).forbid("locked");
    }

    InMemoryWorld world() {
        return world;
    }

    @Override
    public DatabaseDriver newDriver() {
        return open("orders");
    }

    @Override
    public Instant write(String marker) {
        return world.write("orders", marker);
    }

    @Override
    public List<String> markers(DatabaseDriver restored) {
        return world.markers(((InMemoryDriver) restored).name());
    }

    @Override
    public SecretRecorder secrets() {
        return secrets;
    }

    @Override
    public TimeSource time() {
        return clock;
    }

    @Override
    public Duration patience() {
        return Duration.ofHours(1);
    }

    @Override
    public Set<Hook> hooks() {
        return EnumSet.allOf(Hook.class);
    }

    @Override
    public FaultPlan faults() {
        return world.faults();
    }

    @Override
    public DatabaseDriver forbiddenDriver() {
        return open("locked");
    }

    @Override
    public DatabaseDriver missingDriver() {
        return open("absent");
    }

    @Override
    public void occupy(String name) {
        world.addDatabase(name);
    }

    @Override
    public String copyPlace() {
        return InMemoryWorld.ELSEWHERE;
    }

    @Override
    public DatabaseDriver followerDriver() {
        world.addFollower("follower", "orders");
        return open("follower");
    }

    @Override
    public void close() {
        world.close();
        password.close();
    }

    private DatabaseDriver open(String name) {
        return new InMemoryProvider()
                .open(
                        ResourceAddress.parse(world.address(name)),
                        DriverOptions.none().with(clock).with("password", password));
    }
}
