package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** A new connection for each request, with a password that is asked for at that moment. */
final class SqlDataSource implements DataSource {

    private final Properties properties;
    private final Supplier<String> password;

    SqlDataSource(Properties properties, Supplier<String> password) {
        this.properties = properties;
        this.password = password;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Properties complete = new Properties();
        complete.putAll(properties);
        PGProperty.PASSWORD.set(complete, currentPassword());
        Connection connection = new Driver().connect("jdbc:postgresql://", complete);
        if (connection == null) {
            throw new SQLException("pgjdbc refused its own URL");
        }
        return connection;
    }

    private String currentPassword() throws SQLException {
        try {
            return password.get();
        } catch (DrException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    @Override
    public Connection getConnection(String username, String otherPassword) throws SQLException {
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
    public int getLoginTimeout() throws SQLException {
        return PGProperty.LOGIN_TIMEOUT.getInt(properties);
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
}
