package com.datafly.signal.dr.spi;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * What a driver gives for {@link DatabaseDriver#sql()}: a new connection for each request, as the role that opened the
 * database. It pools nothing and holds no connection. Thread-safe if its connector is.
 *
 * @since 0.1
 */
public final class ConnectingDataSource implements DataSource {

    private final Duration loginTimeout;
    private final Connector connector;

    private ConnectingDataSource(Duration loginTimeout, Connector connector) {
        this.loginTimeout = loginTimeout;
        this.connector = connector;
    }

    /** Makes a data source of what connects; {@code loginTimeout}, of whole seconds, is what the connector keeps to. */
    public static ConnectingDataSource of(Duration loginTimeout, Connector connector) {
        return new ConnectingDataSource(
                requireNonNull(loginTimeout, "loginTimeout"), requireNonNull(connector, "connector"));
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            return connector.connect();
        } catch (DrException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw new SQLException(e.getMessage(), e);
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("connections are made as the role that opened the database");
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        throw new SQLFeatureNotSupportedException("there is no log writer");
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException("there is no log writer");
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("the timeout was set when the database was opened");
    }

    @Override
    public int getLoginTimeout() {
        return Math.toIntExact(loginTimeout.toSeconds());
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("there is no parent logger");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (!type.isInstance(this)) {
            throw new SQLException("this is no " + type.getName());
        }
        return type.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    /**
     * Opens a connection.
     *
     * @since 0.1
     */
    @FunctionalInterface
    public interface Connector {

        /**
         * Opens a connection, which the caller closes.
         *
         * @throws SQLException if that fails. A {@link DrException} is told as its cause where that is an
         *     {@code SQLException}, and is wrapped in one otherwise.
         */
        Connection connect() throws SQLException;
    }
}
