package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.verify.Baseline;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * Somebody deletes all pipelines by mistake.
 *
 * @param baseline what the tables held right before
 * @param lastGood the last instant, by the database's clock, at which they held it
 * @param deleted how many rows went
 * @param struckAt the moment of the mistake, by this machine's clock
 */
record Disaster(Baseline baseline, Instant lastGood, int deleted, Instant struckAt) {

    private static final long PROBE_PAUSE_NANOS = 20_000_000;

    /**
     * Deletes the pipelines. The workload waits from the baseline to the mistake, so that a recovery to the instant
     * before the mistake has to bring back exactly the baseline.
     */
    static Disaster strike(DataSource database, Workload workload) throws SQLException {
        return workload.whilePaused(() -> strike(database));
    }

    private static Disaster strike(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            Baseline baseline = Baseline.capture(database, options -> options.schema("public"));
            int deleted = statement.executeUpdate("DELETE FROM pipelines");
            Instant lastGood = clock(statement);
            connection.commit();
            return new Disaster(baseline, lastGood, deleted, Instant.now());
        }
    }

    /** Asks the database whether it is there, over and over, until it is not. */
    static void awaitNoticed(DataSource database) {
        while (true) {
            try (Connection connection = database.getConnection()) {
                connection.isValid(1);
            } catch (SQLException e) {
                return;
            }
            LockSupport.parkNanos(PROBE_PAUSE_NANOS);
        }
    }

    private static Instant clock(Statement statement) throws SQLException {
        try (ResultSet now = statement.executeQuery("SELECT clock_timestamp()")) {
            now.next();
            return now.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
