package com.datafly.signal.dr.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.aws.testing.AccessKey;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.aws.testing.Bucket;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.selfmanaged.WalArchiving;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real PostgreSQL whose backups and log are in a bucket. */
class S3RepositoryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static AwsServer aws;
    private static PostgresServer source;

    @BeforeAll
    static void start() throws SQLException {
        aws = AwsServer.start();
        source = PostgresServer.create(
                PostgresInstallation.embedded(),
                directory.resolve("source"),
                builder -> builder.setting("fsync", "off").setting("wal_level", "replica"));
        source.start();
        execute("CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id");
    }

    @AfterAll
    static void stop() {
        source.kill();
        source.stop();
        aws.close();
    }

    @Test
    void whatABucketHoldsBringsTheDatabaseBackThoughS3WasNotWellMeanwhile() throws Exception {
        Bucket bucket = aws.buckets().create("backups", spec -> spec.locked("GOVERNANCE", 7));
        String repository = "s3:" + bucket.name() + "/datafly";
        try (SignalDr dr = open(repository)) {
            WalArchiving archiving = dr.database().unwrap(WalArchiving.class).orElseThrow();
            archiving.start();
            trouble();
            Snapshot snapshot = dr.database().snapshots().create("nightly").await();
            execute("INSERT INTO orders SELECT generate_series(1001, 1500)");
            Instant written = now();
            awaitReach(dr, written);

            Database latest = dr.database()
                    .pointInTimeRecovery()
                    .to(written)
                    .as("latest")
                    .start()
                    .await();
            Database nightly = dr.database()
                    .snapshots()
                    .restore(snapshot.id())
                    .as("nightly")
                    .start()
                    .await();

            assertThat(orders(latest)).isEqualTo(1500);
            assertThat(orders(nightly)).isEqualTo(1000);
            latest.discard().await();
            nightly.discard().await();
            archiving.stop();
        }
        assertThat(bucket.keys()).allMatch(key -> key.startsWith("datafly/"));
        assertThat(bucket.unfinishedUploads()).isEmpty();
        try (SignalDr another = open(repository)) {
            assertThat(another.database().snapshots().list()).hasSize(1);
        }
    }

    private static void trouble() {
        for (String action : List.of("PutObject", "ListObjectsV2", "HeadObject", "GetObject")) {
            aws.faults().next(action, AwsFault.REQUEST_LOST);
            aws.faults().next(action, AwsFault.ANSWER_LOST);
        }
    }

    private static SignalDr open(String repository) {
        AccessKey key = aws.accessKey();
        return SignalDr.builder()
                .database(
                        "postgres:" + source.socketDirectory() + ":" + source.port() + "/postgres",
                        options -> options.option("user", source.superuser())
                                .option("repository", repository)
                                .option(
                                        "restores",
                                        directory.resolve("restores").toString())
                                .option("spool", directory.resolve("spool").toString())
                                .option(
                                        "postgres",
                                        source.installation().binDirectory().toString())
                                .option("archive-interval", "PT0.2S"))
                .store(
                        repository,
                        options -> options.option("endpoint", aws.endpoint().toString())
                                .option("access-key-id", key.id())
                                .secret("secret-access-key", key.secret()))
                .build();
    }

    private static void awaitReach(SignalDr dr, Instant wanted) {
        long begin = System.nanoTime();
        while (dr.database()
                .pointInTimeRecovery()
                .window()
                .filter(window -> !window.latest().isBefore(wanted))
                .isEmpty()) {
            assertThat(System.nanoTime() - begin).isLessThan(PATIENCE.toNanos());
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** Returns the server's time, and commits something behind it. */
    private static Instant now() throws SQLException {
        try (Connection connection = source.endpoint("postgres").connect();
                Statement statement = connection.createStatement();
                ResultSet time = statement.executeQuery("SELECT clock_timestamp()")) {
            time.next();
            Instant now = time.getTimestamp(1).toInstant();
            statement.execute("CREATE TABLE behind AS SELECT 1 AS one");
            return now;
        }
    }

    private static long orders(Database database) throws SQLException {
        try (Connection connection = database.sql().orElseThrow().getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM orders")) {
            count.next();
            return count.getLong(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = source.endpoint("postgres").connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
