package com.datafly.signal.dr.tck;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.Secret;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * Where the data of a testing server's databases lives. Ids of databases and snapshots are the server's own and never
 * reused. Calls block until they are done; failures are unchecked. Thread-safe.
 *
 * @since 0.1
 */
public interface DataPlane extends AutoCloseable {

    /** Makes an empty database and starts it. */
    void create(String database, Login login);

    /** Keeps the present state of a database, which may go on or be deleted. */
    void snapshot(String database, String snapshot);

    /** Removes a snapshot. */
    void deleteSnapshot(String snapshot);

    /** Makes a database with the state that a snapshot holds and starts it. */
    void restore(String snapshot, String database);

    /**
     * Makes a database with a past state of another and starts it.
     *
     * @param source a database, or a deleted one that was not forgotten
     * @param target the last instant whose commits are kept; empty for the latest
     */
    void recover(String source, Optional<Instant> target, String database);

    /** Returns which instants of a database can be recovered; of a deleted one too, until it is forgotten. */
    Optional<Reach> reach(String source);

    /** Restarts a database; connections break off. */
    void restart(String database);

    /** Stops a database; its data stay. */
    void stop(String database);

    /** Starts a stopped database. */
    void start(String database);

    /** Removes a database. Its past can be recovered until it is forgotten; its snapshots stay. */
    void delete(String database);

    /** Removes the past of a deleted database. */
    void forget(String database);

    /** Returns where a database answers SQL, if it does. */
    Optional<InetSocketAddress> endpoint(String database);

    /** Removes everything. */
    @Override
    void close();

    /**
     * Who a database lets in first.
     *
     * @param user the user's name
     * @param password the user's password
     * @param databaseName the name of the first database inside of it
     * @since 0.1
     */
    record Login(String user, Secret password, String databaseName) {
        /** Refuses null. */
        public Login {
            requireNonNull(user, "user");
            requireNonNull(password, "password");
            requireNonNull(databaseName, "databaseName");
        }
    }

    /**
     * Which instants can be recovered.
     *
     * @param earliest the first
     * @param latest the last
     * @since 0.1
     */
    record Reach(Instant earliest, Instant latest) {
        /** Refuses null. */
        public Reach {
            requireNonNull(earliest, "earliest");
            requireNonNull(latest, "latest");
        }
    }
}
