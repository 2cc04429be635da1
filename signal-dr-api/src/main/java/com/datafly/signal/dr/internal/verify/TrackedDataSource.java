package com.datafly.signal.dr.internal.verify;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;

/**
 * A data source that remembers the connections it gave, so that a check which overruns its time, or forgets to close,
 * can be cut off from outside.
 */
public final class TrackedDataSource implements DataSource, AutoCloseable {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(TrackedDataSource.class);

    private final DataSource source;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Wraps {@code source}. */
    public TrackedDataSource(DataSource source) {
        this.source = source;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return track(source.getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return track(source.getConnection(username, password));
    }

    private Connection track(Connection connection) throws SQLException {
        open.add(connection);
        if (closed) {
            close();
            throw new SQLException("the time allowed for this check is over", "57014");
        }
        return connection;
    }

    /** Ends every connection that is still open, at once, also while a statement runs. Repetition does no harm. */
    @Override
    public void close() {
        closed = true;
        for (Connection connection : List.copyOf(open)) {
            open.remove(connection);
            try {
                if (!connection.isClosed()) {
                    connection.abort(Runnable::run);
                }
            } catch (SQLException e) {
                LOG.debug("connection could not be ended", e);
            }
        }
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return source.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
