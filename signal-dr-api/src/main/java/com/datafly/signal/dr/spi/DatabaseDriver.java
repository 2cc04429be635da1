package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.database.Capabilities;
import com.datafly.signal.dr.database.DatabaseStatus;
import com.datafly.signal.dr.database.Provenance;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Starts work on one database at one provider, and looks at it.
 *
 * <p>Applications call {@link com.datafly.signal.dr.SignalDr}, which validates, paces, retries, waits and redacts, so
 * that no driver has to. A driver only translates: it never sleeps, never retries and remembers nothing that a new
 * process could not find again. It reports every failure as a {@link DrException} and never claims an effect that it
 * has not seen.
 *
 * <p>What it does not support it refuses with {@code UNSUPPORTED} and effect {@code NONE}, as its
 * {@linkplain #capabilities() capabilities} say. Implementations are thread-safe. {@code DatabaseDriverContract} in
 * {@code signal-dr-tck} is the executable form of this page.
 *
 * @since 0.1
 */
public interface DatabaseDriver extends AutoCloseable {

    /** Asks for the database's state. */
    DatabaseStatus describe();

    /** Asks what can be done with this database as it is configured now. */
    Capabilities capabilities();

    /**
     * Starts a snapshot and returns without waiting for it. Repeating the call with the same key adopts the first
     * one's.
     *
     * @throws DrException with effect {@code NONE} if it was refused, {@code UNKNOWN} if the answer was lost
     */
    void startSnapshot(SnapshotRequest request);

    /** Lists all snapshots of this database, automated ones included, in any order. */
    List<Snapshot> listSnapshots();

    /** Looks a snapshot up by its id. */
    Optional<Snapshot> findSnapshot(String id);

    /**
     * Starts to remove a snapshot. It is gone when {@link #findSnapshot} no longer finds it. Repeating the call for one
     * that is being removed is harmless.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none
     */
    void startDeleteSnapshot(String id);

    /** Asks which points can be recovered now; empty if none can <em>yet</em>. */
    Optional<RestorableWindow> restorableWindow();

    /**
     * Starts to make a new database and returns without waiting for it. Repeating the call with the same key adopts the
     * first one's work, unless that failed with effect {@code NONE}: then it begins anew.
     *
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if the name is taken by a database that this
     *     key did not make; {@code FAILED_PRECONDITION} and effect {@code NONE} if the target cannot be reached
     */
    void startRestore(RestoreRequest request);

    /**
     * Starts to make a copy of the present state; the request's target is {@code latest}. Otherwise like
     * {@link #startRestore}.
     */
    void startClone(RestoreRequest request);

    /**
     * Makes the next call of a restore or clone that {@linkplain OperationStatus#needsCall() needs one}: for settings
     * that a provider takes only once the new database is there, or for a part that it has to be asked for.
     *
     * <p>Called again and again while the status says so, by whatever process looks at the work. Repeating a call is
     * harmless, and so is one that comes too early or too late.
     *
     * @throws DrException with effect {@code NONE} if it was refused, {@code UNKNOWN} if the answer was lost
     */
    default void continueRestore(RestoreRequest request) {}

    /**
     * Says what a person would type to reach the same as {@link #startRestore} or {@link #startClone} where no JVM is
     * left: it is printed in runbooks, possibly long before it is needed. Reads only, and needs no database that is up.
     *
     * <p>A line that begins with {@code #} is a sentence, the others are shell, made of concrete names. None holds a
     * secret: where one is needed, the lines say where a person finds it.
     *
     * @return empty if this driver knows nothing better than what is said of every provider
     */
    default List<String> byHand(RestoreRequest request) {
        return List.of();
    }

    /**
     * Asks what became of the snapshot, restore or clone that was started under {@code key}, by this process or
     * another.
     *
     * @return its status; empty if the provider shows no trace of it <em>yet</em>, for answers may lag behind changes
     */
    Optional<OperationStatus> findOperation(OperationKey key);

    /**
     * Returns how long at least to wait between two looks at work of which the driver says nothing more, as a removal;
     * {@link OperationStatus#lookAgainAfter} says it of one piece of work. By default 50 ms: a cloud's driver says
     * more.
     */
    default Duration lookInterval() {
        return Duration.ofMillis(50);
    }

    /**
     * Opens a database that {@link #startRestore} or {@link #startClone} made, by its name.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none
     */
    RestoredDatabase openRestored(String name);

    /**
     * Looks up whose a name is: which restore or clone took it, be it finished, going on, failed, or given up by a
     * process that died. What it says is the key, the source, the target and the tags; more is not needed. It starts
     * nothing.
     *
     * <p>By default it knows what {@link #openRestored} knows. A driver whose unfinished work leaves something behind
     * says so here, so that it can be swept away.
     *
     * @return empty if no work of this library has that name
     */
    default Optional<Provenance> findRestored(String name) {
        try {
            RestoredDatabase restored = openRestored(name);
            restored.driver().close();
            return Optional.of(restored.provenance());
        } catch (DrException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Starts to remove a database that this library made, with all its data, or what unfinished work left of it. It is
     * gone when {@link #findRestored} no longer finds it.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none, {@code FAILED_PRECONDITION} if this library did not
     *     make it
     */
    void startDiscard(String name);

    /** Returns what was noted on the database by name. */
    Map<String, String> annotations();

    /** Notes facts on the database, durably. */
    void annotate(Map<String, String> set, Set<String> remove);

    /**
     * Notes facts on a snapshot, durably.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none
     */
    void annotateSnapshot(String id, Map<String, String> set, Set<String> remove);

    /** Returns the provider's own backups, if it makes any; always there with {@code AUTOMATED_BACKUPS}. */
    default Optional<AutomatedBackupsDriver> automatedBackups() {
        return Optional.empty();
    }

    /** Returns the way to copy snapshots to other places; always there with {@code SNAPSHOT_COPY}. */
    default Optional<SnapshotCopyDriver> snapshotCopies() {
        return Optional.empty();
    }

    /** Returns the standbys, where the provider knows any; always there with {@code FAILOVER} or {@code PROMOTE}. */
    default Optional<HighAvailabilityDriver> highAvailability() {
        return Optional.empty();
    }

    /** Returns ordinary SQL access, where the credentials allow it. */
    Optional<DataSource> sql();

    /** Returns the provider's own object of that type, where there is one. */
    <T> Optional<T> unwrap(Class<T> type);

    /** Releases connections and threads. Work at the provider goes on. */
    @Override
    void close();

    /**
     * A database that this library made.
     *
     * @since 0.1
     */
    interface RestoredDatabase {

        /** Returns the address under which it can be opened again. */
        ResourceAddress address();

        /** Returns how it came into being. */
        Provenance provenance();

        /** Returns a driver for it; the caller closes it. */
        DatabaseDriver driver();
    }
}
