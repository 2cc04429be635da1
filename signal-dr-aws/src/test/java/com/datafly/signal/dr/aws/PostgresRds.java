package com.datafly.signal.dr.aws;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.aws.testing.AccessKey;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.aws.testing.Delays;
import com.datafly.signal.dr.aws.testing.RdsRegion;
import com.datafly.signal.dr.selfmanaged.testing.PostgresDataPlane;
import com.datafly.signal.dr.tck.SecretRecorder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/** RDS on the loopback interface with a real PostgreSQL behind each instance, and one instance to begin with. */
final class PostgresRds implements AutoCloseable {

    static final String REGION = "eu-west-1";
    static final String INSTANCE = "orders";
    static final String ADDRESS = "aws-rds:" + REGION + "/" + INSTANCE;

    private static final String MASTER = "master";

    private final SecretRecorder secrets = SecretRecorder.create();
    private final Secret password = secrets.plant("password");
    private final AwsServer server;

    private PostgresRds(AwsServer server) {
        this.server = server;
        server.accessKey().secret().use(chars -> {
            secrets.watch("secret access key", new String(chars));
            return chars.length;
        });
    }

    /** Starts; all servers and files are below {@code directory}, and gone after closing. */
    static PostgresRds start(Path directory) {
        PostgresDataPlane plane = PostgresDataPlane.start(builder -> builder.directory(directory));
        PostgresRds rds;
        try {
            rds = new PostgresRds(
                    AwsServer.start(builder -> builder.dataPlane(plane).delays(Delays.none())));
        } catch (RuntimeException e) {
            plane.close();
            throw e;
        }
        try {
            rds.createSource();
            return rds;
        } catch (RuntimeException e) {
            rds.close();
            throw e;
        }
    }

    private void createSource() {
        region().createInstance(
                        INSTANCE,
                        spec -> spec.engine("postgres", "18.1")
                                .master(MASTER, password)
                                .database(INSTANCE)
                                .multiAz(true)
                                .backupWindow(hoursAway())
                                .subnetGroup("private")
                                .securityGroups("sg-0123456789abcdef0")
                                .parameterGroup("orders-18")
                                .tag("team", "orders"));
    }

    /** Real time passes here: a backup that becomes due would make the instance busy in the middle of a test. */
    private static String hoursAway() {
        return OffsetDateTime.now(ZoneOffset.UTC).getHour() < 12 ? "18:00-18:30" : "08:00-08:30";
    }

    AwsServer server() {
        return server;
    }

    RdsRegion region() {
        return server.rds(REGION);
    }

    SecretRecorder secrets() {
        return secrets;
    }

    /** Returns the options with which a driver reaches the server under a key. */
    Map<String, String> options(AccessKey key) {
        return Map.of("endpoint", server.endpoint().toString(), "access-key-id", key.id(), "sslmode", "disable");
    }

    /** Returns the secrets that go with {@link #options}. */
    Map<String, Secret> secrets(AccessKey key) {
        Map<String, Secret> all = new LinkedHashMap<>();
        all.put("secret-access-key", key.secret());
        all.put("password", password);
        return all;
    }

    /** Runs a statement in the instance's database. */
    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Connects to the instance's database. */
    Connection connect() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        InetSocketAddress endpoint =
                server.dataPlane().endpoint(region().dataId(INSTANCE)).orElseThrow();
        source.setServerNames(new String[] {endpoint.getHostString()});
        source.setPortNumbers(new int[] {endpoint.getPort()});
        source.setDatabaseName(INSTANCE);
        source.setUser(MASTER);
        source.setPassword(password.use(String::new));
        return source.getConnection();
    }

    @Override
    public void close() {
        server.close();
        secrets.assertNotLeaked();
    }
}
