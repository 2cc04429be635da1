package com.datafly.signal.dr.internal.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The extension amcheck, borrowed for an examination: what was absent before is dropped again afterwards. */
public final class AmcheckExtension implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AmcheckExtension.class);
    private static final String SCHEMA = "signal_dr_amcheck";

    private final DataSource database;
    private final boolean created;
    private final @Nullable AmcheckFunctions functions;
    private final String problem;

    private AmcheckExtension(
            DataSource database, boolean created, @Nullable AmcheckFunctions functions, String problem) {
        this.database = database;
        this.created = created;
        this.functions = functions;
        this.problem = problem;
    }

    /** Finds the extension, or creates it where it may be created. */
    public static AmcheckExtension borrow(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            String problem = "";
            boolean created = false;
            if (!isInstalled(connection)) {
                problem = create(connection);
                created = problem.isEmpty();
            }
            AmcheckFunctions functions = problem.isEmpty() ? AmcheckFunctions.find(connection) : null;
            if (problem.isEmpty() && functions == null) {
                problem = "the installed version of the extension amcheck cannot examine tables;"
                        + " run ALTER EXTENSION amcheck UPDATE";
            }
            return new AmcheckExtension(database, created, functions, problem);
        }
    }

    /** Returns the functions, or null if there is a {@link #problem()}. */
    public @Nullable AmcheckFunctions functions() {
        return functions;
    }

    /** Returns why nothing can be examined; empty if something can. */
    public String problem() {
        return problem;
    }

    @Override
    public void close() {
        if (!created) {
            return;
        }
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA " + SCHEMA + " CASCADE");
        } catch (SQLException e) {
            LOG.warn("schema {} with the extension amcheck could not be dropped", SCHEMA, e);
        }
    }

    private static boolean isInstalled(Connection connection) throws SQLException {
        return exists(connection, "SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'amcheck'");
    }

    private static String create(Connection connection) throws SQLException {
        if (!exists(connection, "SELECT 1 FROM pg_catalog.pg_available_extensions WHERE name = 'amcheck'")) {
            return "this server's installation lacks the contrib extension amcheck";
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + SCHEMA);
            try {
                statement.execute("CREATE EXTENSION amcheck SCHEMA " + SCHEMA);
            } catch (SQLException e) {
                statement.execute("DROP SCHEMA " + SCHEMA);
                throw e;
            }
            return "";
        } catch (SQLException e) {
            return "the extension amcheck could not be created: " + SqlErrors.message(e);
        }
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next();
        }
    }
}
