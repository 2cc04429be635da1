package com.datafly.signal.dr.aws.testing;

import com.datafly.signal.dr.tck.DataPlane;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Another data plane whose restores wait until they are let go, and then may fail. */
final class SlowDataPlane implements DataPlane {

    private final DataPlane plane;
    private final CountDownLatch go = new CountDownLatch(1);
    private volatile boolean fails;

    SlowDataPlane(DataPlane plane) {
        this.plane = plane;
    }

    void letGo() {
        go.countDown();
    }

    void fail() {
        fails = true;
        letGo();
    }

    @Override
    public void restore(String snapshot, String database) {
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (fails) {
            throw new IllegalStateException("the disk is full");
        }
        plane.restore(snapshot, database);
    }

    @Override
    public void create(String database, Login login) {
        plane.create(database, login);
    }

    @Override
    public void snapshot(String database, String snapshot) {
        plane.snapshot(database, snapshot);
    }

    @Override
    public void deleteSnapshot(String snapshot) {
        plane.deleteSnapshot(snapshot);
    }

    @Override
    public void recover(String source, Optional<Instant> target, String database) {
        plane.recover(source, target, database);
    }

    @Override
    public Optional<Reach> reach(String source) {
        return plane.reach(source);
    }

    @Override
    public void restart(String database) {
        plane.restart(database);
    }

    @Override
    public void stop(String database) {
        plane.stop(database);
    }

    @Override
    public void start(String database) {
        plane.start(database);
    }

    @Override
    public void delete(String database) {
        plane.delete(database);
    }

    @Override
    public void forget(String database) {
        plane.forget(database);
    }

    @Override
    public Optional<InetSocketAddress> endpoint(String database) {
        return plane.endpoint(database);
    }

    @Override
    public void close() {
        plane.close();
    }
}
