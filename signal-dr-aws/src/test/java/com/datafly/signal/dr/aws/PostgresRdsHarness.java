package com.datafly.signal.dr.aws;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.aws.testing.AccessKey;
import com.datafly.signal.dr.database.TargetProfile;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.tck.DatabaseHarness;
import com.datafly.signal.dr.tck.DriverOptions;
import com.datafly.signal.dr.tck.SecretRecorder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The contract's way to an instance of RDS with real data. */
final class PostgresRdsHarness implements DatabaseHarness {

    private final PostgresRds rds;

    PostgresRdsHarness(PostgresRds rds) throws SQLException {
        this.rds = rds;
        rds.execute("CREATE TABLE markers (number serial, marker text)");
    }

    @Override
    public DatabaseDriver newDriver() {
        return driver(PostgresRds.INSTANCE, rds.server().accessKey());
    }

    private DatabaseDriver driver(String instance, AccessKey key) {
        return new RdsProvider()
                .open(
                        new ResourceAddress("aws-rds", PostgresRds.REGION + "/" + instance),
                        DriverOptions.of(rds.options(key), rds.secrets(key)));
    }

    /** RDS restores to whole seconds, so the instant is the first one after the commit. */
    @Override
    public Instant write(String marker) {
        try (Connection connection = rds.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO markers (marker) VALUES (?)")) {
            insert.setString(1, marker);
            insert.executeUpdate();
            Instant second = now(connection).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
            for (Instant now = now(connection); !now.isAfter(second); now = now(connection)) {
                LockSupport.parkNanos(Duration.between(now, second).toNanos());
            }
            return second;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Instant now(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet clock = statement.executeQuery("SELECT clock_timestamp()")) {
            clock.next();
            return clock.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    @Override
    public List<String> markers(DatabaseDriver restored) {
        try (Connection connection = restored.sql().orElseThrow().getConnection();
                Statement query = connection.createStatement();
                ResultSet rows = query.executeQuery("SELECT marker FROM markers ORDER BY number")) {
            List<String> markers = new ArrayList<>();
            while (rows.next()) {
                markers.add(rows.getString(1));
            }
            return markers;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing of a copy's own has to be recoverable, so nobody waits for its first backup. */
    @Override
    public TargetProfile profile(String name) {
        return TargetProfile.builder().setting("backup-retention-period", "0").build();
    }

    @Override
    public SecretRecorder secrets() {
        return rds.secrets();
    }

    @Override
    public void searchForSecrets() {
        rds.server().calls().forEach(call -> rds.secrets().search(call.action(), call.toString()));
    }

    /** Faults are shown without real data, where time passes at once. */
    @Override
    public Set<Hook> hooks() {
        return Set.of(Hook.FORBIDDEN, Hook.MISSING, Hook.OCCUPY);
    }

    @Override
    public DatabaseDriver forbiddenDriver() {
        return driver(PostgresRds.INSTANCE, rds.server().accessKey(Set.of()));
    }

    @Override
    public DatabaseDriver missingDriver() {
        return driver("no-such-instance", rds.server().accessKey());
    }

    @Override
    public void occupy(String name) {
        rds.region().createInstance(name);
    }
}
