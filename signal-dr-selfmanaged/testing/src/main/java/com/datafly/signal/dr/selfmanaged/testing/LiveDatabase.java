package com.datafly.signal.dr.selfmanaged.testing;

import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.tck.DataPlane.Login;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/** A server, running or stopped, whose log is archived while it runs. Thread-safe. */
final class LiveDatabase {

    /** The superuser, which is reached over the private socket alone. */
    static final String ADMINISTRATOR = "signal_dr";

    private final Place place;
    private final PostgresServer server;
    private final Archive archive;

    private LiveDatabase(Place place, PostgresServer server) {
        this.place = place;
        this.server = server;
        this.archive = Archive.of(server, place);
    }

    /** Makes an empty database, starts it and lets the login in. */
    static LiveDatabase create(PostgresInstallation installation, Place place, Login login) {
        PostgresServer server = PostgresServer.create(
                installation,
                place.dataDirectory(),
                builder -> QuickSettings.VALUES.forEach(builder.superuser(ADMINISTRATOR)
                        .walSegmentSizeMegabytes(1)
                        .listenOnLoopback()::setting));
        return begin(place, server, () -> {
            server.start();
            FirstLogin.admit(login, server);
        });
    }

    /** Makes a database with a past state of an archive's and starts it. */
    static LiveDatabase recover(PostgresInstallation installation, Place place, Archive source, RecoveryTarget target) {
        try {
            source.recover(target, place);
        } catch (RuntimeException e) {
            DirectoryTree.delete(place.home());
            throw e;
        }
        PostgresServer server =
                PostgresServer.open(installation, place.dataDirectory(), builder -> builder.superuser(ADMINISTRATOR));
        return begin(place, server, () -> {});
    }

    private static LiveDatabase begin(Place place, PostgresServer server, Runnable start) {
        LiveDatabase database = new LiveDatabase(place, server);
        try {
            start.run();
            database.archive.begin();
            return database;
        } catch (RuntimeException e) {
            database.kill();
            DirectoryTree.delete(place.home());
            throw e;
        }
    }

    Archive archive() {
        return archive;
    }

    synchronized void start() {
        server.start();
        archive.resume();
    }

    /** Stops the server; what was committed before can be recovered. */
    synchronized void stop() {
        catchUp(Instant.now());
        archive.pause();
        server.stop();
    }

    synchronized void restart() {
        archive.pause();
        server.stop();
        start();
    }

    /** Waits until what was committed before {@code instant} can be recovered, if the server runs. */
    void catchUp(Instant instant) {
        if (server.isRunning()) {
            archive.catchUp(instant);
        }
    }

    /** Removes the server; what was committed before can be recovered. */
    synchronized void delete() {
        catchUp(Instant.now());
        kill();
        DirectoryTree.delete(place.home());
    }

    /** Ends the server and the archiving at once. */
    synchronized void kill() {
        archive.pause();
        server.kill();
    }

    Optional<InetSocketAddress> endpoint() {
        return server.isRunning()
                ? Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))
                : Optional.empty();
    }
}
