package com.datafly.signal.dr.selfmanaged.verify;

import com.datafly.signal.dr.selfmanaged.verify.VerifiedServer.Database;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;

/** A pool that hands connections out again as they came back, with a time zone of its own. */
final class Pool implements AutoCloseable {

    private final Database database;
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

    Pool(Database database) {
        this.database = database;
    }

    DataSource dataSource() {
        return (DataSource) proxy(DataSource.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("getConnection")) {
                throw new UnsupportedOperationException(method.getName());
            }
            return pooled(take());
        });
    }

    /** Returns what every connection of the pool answers. */
    List<String> query(String sql) throws SQLException {
        List<String> answers = new ArrayList<>();
        for (Connection connection : idle) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                answers.add(row.getString(1));
            }
        }
        return answers;
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : idle) {
            connection.close();
        }
    }

    private Connection take() throws SQLException {
        Connection connection = idle.poll();
        if (connection == null) {
            connection = database.getConnection();
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET timezone = 'Africa/Maseru'");
            }
        }
        return connection;
    }

    private Object pooled(Connection connection) {
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("close")) {
                idle.add(connection);
                return null;
            }
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
        });
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(Pool.class.getClassLoader(), new Class<?>[] {type}, handler);
    }
}
