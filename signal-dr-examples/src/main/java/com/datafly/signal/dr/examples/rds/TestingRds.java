package com.datafly.signal.dr.examples.rds;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.aws.testing.Delays;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.selfmanaged.testing.PostgresDataPlane;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;

/** RDS on this machine: a testing server with one instance, {@code orders}, that is a real PostgreSQL with data. */
final class TestingRds implements AutoCloseable {

    private static final String REGION = "eu-west-1";
    private static final String INSTANCE = "orders";

    private final AwsServer server;
    private final Secret password;

    private TestingRds(AwsServer server, Secret password) {
        this.server = server;
        this.password = password;
    }

    /** Starts the server and fills the instance. All processes and files are gone after closing. */
    static TestingRds start() throws SQLException {
        PostgresDataPlane plane = PostgresDataPlane.start();
        Secret password = Secret.of(UUID.randomUUID().toString());
        TestingRds rds = new TestingRds(
                AwsServer.start(settings -> settings.dataPlane(plane).delays(Delays.none())), password);
        try {
            rds.server
                    .rds(REGION)
                    .createInstance(
                            INSTANCE,
                            instance -> instance.engine("postgres", "18.1")
                                    .master("master", password)
                                    .database(INSTANCE)
                                    .subnetGroup("private")
                                    .securityGroups("sg-0123456789abcdef0"));
            rds.fill();
            return rds;
        } catch (SQLException | RuntimeException e) {
            rds.close();
            throw e;
        }
    }

    private void fill() throws SQLException {
        try (SignalDr dr = builder().build();
                Connection connection = dr.database().sql().orElseThrow().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders (id int PRIMARY KEY, total numeric)");
            statement.execute("INSERT INTO orders SELECT i, i * 1.5 FROM generate_series(1, 10000) i");
            dr.database().snapshots().create("nightly").await();
        }
    }

    /** Opens the instance with a journal in a directory. */
    SignalDr open(Path journal) {
        return builder().journal(journal).build();
    }

    private SignalDr.Builder builder() {
        return SignalDr.builder()
                .database(
                        "aws-rds:" + REGION + "/" + INSTANCE,
                        options -> options.option("endpoint", server.endpoint().toString())
                                .option("access-key-id", server.accessKey().id())
                                .secret("secret-access-key", server.accessKey().secret())
                                .option("sslmode", "disable")
                                .secret("password", password))
                .timeSource(new ShortWaits());
    }

    @Override
    public void close() {
        server.close();
        password.close();
    }

    /** Real time, in which nobody waits as long as RDS would take. */
    private static final class ShortWaits implements TimeSource {

        private static final Duration LONGEST = Duration.ofMillis(200);

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            TimeSource.system().sleep(duration.compareTo(LONGEST) < 0 ? duration : LONGEST);
        }
    }
}
