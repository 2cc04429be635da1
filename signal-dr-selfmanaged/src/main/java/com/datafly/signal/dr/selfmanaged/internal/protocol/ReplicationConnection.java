package com.datafly.signal.dr.selfmanaged.internal.protocol;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.protocol.Rows.Row;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session of the server's replication protocol: base backups, WAL, slots.
 *
 * <p>pgjdbc opens and authenticates the connection; then the protocol is spoken here, for pgjdbc understands neither
 * BASE_BACKUP nor the end of a timeline, and may acknowledge WAL that nobody has stored. Used by one thread, except for
 * {@link #abort()}. Every method fails with {@code UNAVAILABLE} if the connection breaks and {@code CANCELLED} if the
 * thread is interrupted; either ends the session.
 */
public final class ReplicationConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicationConnection.class);

    private final PostgresEndpoint endpoint;
    private final Connection connection;
    private final Socket plainSocket;
    private final MessageStream messages;
    private final int versionNum;
    private volatile boolean broken;
    private @Nullable WalStream stream;

    ReplicationConnection(
            PostgresEndpoint endpoint, Connection connection, Socket plainSocket, MessageStream messages) {
        this.endpoint = endpoint;
        this.connection = connection;
        this.plainSocket = plainSocket;
        this.messages = messages;
        this.versionNum = Integer.parseInt(show("server_version_num"));
    }

    /**
     * Connects.
     *
     * @param applicationName the name in pg_stat_replication, which synchronous_standby_names may refer to
     * @throws DrException with {@code UNSUPPORTED} if the server is not PostgreSQL 15 to 18, {@code PERMISSION_DENIED}
     *     if the role may not replicate, {@code FAILED_PRECONDITION} if wal_level is minimal, {@code QUOTA} if no WAL
     *     sender is free, and as {@link PostgresEndpoint#connect()}
     */
    public static ReplicationConnection open(PostgresEndpoint endpoint, String applicationName) {
        return ReplicationLogin.open(endpoint, applicationName);
    }

    /** Asks the server who it is and where its WAL ends. */
    public SystemIdentity identify() {
        return query("identify", "IDENTIFY_SYSTEM", rows -> {
            Row row = rows.one(0);
            return new SystemIdentity(
                    Long.parseUnsignedLong(row.text(0)),
                    Integer.parseUnsignedInt(row.text(1)),
                    Lsn.parse(row.text(2)),
                    versionNum);
        });
    }

    /**
     * Reads a setting as SHOW prints it, with its unit.
     *
     * @throws DrException with {@code NOT_FOUND} if the server has no such setting
     */
    public String show(String setting) {
        return query(
                "show " + setting + " of",
                "SHOW " + setting,
                rows -> rows.one(0).text(0));
    }

    /**
     * Makes a physical replication slot.
     *
     * @param temporary whether the server drops it when this session ends
     * @param reserveWal whether it keeps WAL from now on, rather than from its first use
     * @throws DrException with {@code ALREADY_EXISTS} if the name is taken, {@code QUOTA} if max_replication_slots are
     *     in use; effect {@code UNKNOWN} if the connection broke
     */
    public void createSlot(String name, boolean temporary, boolean reserveWal) {
        String command = "CREATE_REPLICATION_SLOT " + quote(name) + (temporary ? " TEMPORARY" : "") + " PHYSICAL"
                + (reserveWal ? " (RESERVE_WAL)" : "");
        change("create slot " + name + " on", command);
    }

    /** Reads a slot; empty if there is none of that name. Fails with {@code UNSUPPORTED} if it is a logical one. */
    public Optional<SlotPosition> readSlot(String name) {
        return query("read slot " + name + " of", "READ_REPLICATION_SLOT " + quote(name), rows -> {
            Row row = rows.one(0);
            if (row.find(0) == null) {
                return Optional.empty();
            }
            String restart = row.find(1);
            String timeline = row.find(2);
            return Optional.of(new SlotPosition(
                    restart == null ? Lsn.ZERO : Lsn.parse(restart),
                    timeline == null ? 0 : Integer.parseUnsignedInt(timeline)));
        });
    }

    /**
     * Drops a slot.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none, {@code CONFLICT} if it is in use; effect
     *     {@code UNKNOWN} if the connection broke
     */
    public void dropSlot(String name) {
        change("drop slot " + name + " of", "DROP_REPLICATION_SLOT " + quote(name));
    }

    /**
     * Reads the history of a timeline behind the first.
     *
     * @throws DrException with {@code NOT_FOUND} if the server has none
     */
    public TimelineHistoryFile timelineHistory(int timeline) {
        String number = Integer.toUnsignedString(timeline);
        return query("read history of timeline " + number + " of", "TIMELINE_HISTORY " + number, rows -> {
            byte[] content = rows.one(0).bytes(1);
            if (content == null) {
                throw new ProtocolException("the server sent a history without content");
            }
            return new TimelineHistoryFile(rows.one(0).text(0), content);
        });
    }

    /**
     * Streams a base backup to {@code sink}.
     *
     * @param options BASE_BACKUP's options without the parentheses
     * @return the backup's bounds, only after the server has confirmed that all is well
     * @throws DrException if the server refused, found a damaged page ({@code INTEGRITY_FAILED}) or was lost, however
     *     late: then there is no backup. After a refusal the session can be used further
     */
    public BaseBackupResult baseBackup(String options, BaseBackupSink sink) {
        String operation = "back up " + endpoint;
        requireUsable(operation);
        BaseBackupSession session = new BaseBackupSession(messages, sink);
        boolean serverLost = false;
        try {
            messages.sendQuery("BASE_BACKUP (" + options + ")");
            return session.run(operation);
        } catch (IOException e) {
            serverLost = !broken && !(e instanceof InterruptedIOException);
            throw PostgresErrors.onRead(operation, e);
        } finally {
            if (!session.isOver()) {
                abort();
                if (!serverLost) {
                    cancelOnServer();
                }
            }
        }
    }

    /** Without this a server that reads slowly would notice only at its next write that nobody listens any more. */
    private void cancelOnServer() {
        boolean interrupted = Thread.interrupted();
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            LOG.debug("the server could not be told that its backup is not wanted any more", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Starts to stream WAL.
     *
     * @param slot the physical slot to use, or empty for none
     * @param start the first byte wanted
     * @param timeline the timeline to follow to its end
     * @throws DrException with {@code NOT_FOUND} if the server has removed that WAL, {@code CONFLICT} if the slot is in
     *     use
     */
    public WalStream startReplication(String slot, Lsn start, int timeline) {
        String operation = "stream WAL from " + start + " of " + endpoint;
        String command = "START_REPLICATION " + (slot.isEmpty() ? "" : "SLOT " + quote(slot) + " ") + "PHYSICAL "
                + start + " TIMELINE " + Integer.toUnsignedString(timeline);
        requireUsable(operation);
        try {
            messages.sendQuery(command);
            WalStream started = new WalStream(this, messages, operation);
            started.begin();
            stream = started;
            return started;
        } catch (IOException e) {
            abort();
            throw PostgresErrors.onRead(operation, e);
        }
    }

    void streamEnded(WalStream ended) {
        if (stream == ended) {
            stream = null;
        }
    }

    /** Closes the socket at once. May be called by any thread; whoever reads or writes gets {@code UNAVAILABLE}. */
    public void abort() {
        broken = true;
        try {
            plainSocket.close();
        } catch (IOException e) {
            // The socket is unusable either way, which is all that was wanted.
            return;
        }
    }

    /** Ends the session; a temporary slot of its goes with it. */
    @Override
    public void close() {
        if (stream != null) {
            abort();
        }
        try {
            connection.close();
        } catch (SQLException e) {
            abort();
        }
    }

    private void change(String what, String command) {
        String operation = what + " " + endpoint;
        requireUsable(operation);
        try {
            answer(operation, command);
        } catch (IOException e) {
            abort();
            throw PostgresErrors.onChange(operation, e);
        }
    }

    private <T> T query(String what, String command, RowsReader<T> reader) {
        String operation = what + " " + endpoint;
        requireUsable(operation);
        try {
            return reader.read(answer(operation, command));
        } catch (IOException e) {
            abort();
            throw PostgresErrors.onRead(operation, e);
        }
    }

    private Rows answer(String operation, String command) throws IOException {
        messages.sendQuery(command);
        Rows rows = new Rows();
        ServerError error = null;
        while (true) {
            try {
                messages.read();
            } catch (EOFException e) {
                if (error != null) {
                    abort();
                    throw PostgresErrors.refused(operation, error);
                }
                throw e;
            }
            switch (messages.type()) {
                case 'T' -> rows.begin();
                case 'D' -> rows.add(messages.row());
                case 'C' -> rows.complete(messages.text());
                case 'E' -> error = messages.error();
                case 'N', 'S', 'I' -> {
                    // Notices, changed settings and empty answers are of no concern here.
                }
                case 'Z' -> {
                    if (error != null) {
                        throw PostgresErrors.refused(operation, error);
                    }
                    return rows;
                }
                default -> throw new ProtocolException("the server sent an unexpected message " + messages.type());
            }
        }
    }

    private void requireUsable(String operation) {
        if (broken) {
            throw DrException.of(ErrorCode.UNAVAILABLE, operation, "the connection was closed");
        }
        if (stream != null) {
            throw DrException.of(ErrorCode.FAILED_PRECONDITION, operation, "the connection is streaming WAL");
        }
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Takes what is wanted from a command's rows. */
    private interface RowsReader<T> {
        T read(Rows rows) throws IOException;
    }
}
