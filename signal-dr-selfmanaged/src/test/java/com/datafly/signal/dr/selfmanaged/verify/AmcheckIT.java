package com.datafly.signal.dr.selfmanaged.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.verify.VerifiedServer.Database;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import com.datafly.signal.dr.verify.VerificationReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

class AmcheckIT {

    private static final int PAGE = 8192;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ArgumentsSource(PostgresVersions.class)
    void soundDataPassesAndEveryDamageIsFoundWithItsPlace(PostgresInstallation installation)
            throws SQLException, IOException {
        try (VerifiedServer server = start(installation)) {
            Database healthy = server.create("healthy");
            fill(healthy);
            Database index = server.copy(healthy, "broken_index");
            Database heap = server.copy(healthy, "broken_heap");
            Database none = server.create("no_tables");
            server.database("postgres").execute("CHECKPOINT");
            Path indexFile = file(server, index, "orders_pkey");
            Path heapFile = file(server, heap, "orders");
            server.server().stop();
            overwriteHighByteOfFirstKey(indexFile);
            overwriteXminOfFirstRow(heapFile);
            server.server().start();

            assertSound(healthy, installation.majorVersion());
            CheckResult ofIndex = run(index);
            assertThat(ofIndex.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(ofIndex.details().values()).anyMatch(text -> text.contains("public.orders_pkey"));
            CheckResult ofHeap = run(heap);
            assertThat(ofHeap.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(ofHeap.details().values())
                    .anyMatch(text -> text.startsWith("public.orders block 0 offset 1: xmin"));
            assertThat(run(none).provesData()).isFalse();
        }
    }

    @Test
    void withoutTheRightToExamineNothingIsProven() throws SQLException {
        try (VerifiedServer server = start(PostgresVersions.newest())) {
            Database database = server.create("plain");
            fill(database);
            database.execute("CREATE ROLE reader", "GRANT pg_read_all_data TO reader");

            CheckResult result = Verification.of(v -> v.check(Checks.amcheck()))
                    .run(database.as("reader"))
                    .results()
                    .get(0);

            assertThat(result.verdict()).isEqualTo(Verdict.UNPROVEN);
            assertThat(result.summary()).contains("could not be created");
            assertThat(result.provesData()).isFalse();
        }
    }

    private VerifiedServer start(PostgresInstallation installation) {
        // Autovacuum would freeze the row whose xmin is to be damaged, or write over the damage.
        return VerifiedServer.start(
                installation,
                directory.resolve("data"),
                b -> b.dataChecksums(false).setting("autovacuum", "off"));
    }

    private static void fill(Database database) throws SQLException {
        database.execute(
                "CREATE TABLE orders (id int PRIMARY KEY, customer text, tags int[])",
                "CREATE INDEX ON orders USING gin (tags)",
                "CREATE INDEX ON orders USING hash (customer)",
                "CREATE SEQUENCE counter",
                "INSERT INTO orders SELECT i, repeat(md5(i::text), 100 * (i % 3)), ARRAY[i % 7]"
                        + " FROM generate_series(1, 2000) i",
                "CREATE MATERIALIZED VIEW totals AS SELECT count(*) FROM orders");
    }

    private static void assertSound(Database database, int version) throws SQLException {
        VerificationReport report =
                Verification.of(v -> v.check(Checks.amcheck())).run(database);
        CheckResult result = report.results().get(0);
        assertThat(report.verdict()).as("%s", result).isEqualTo(Verdict.PASSED);
        assertThat(result.details()).containsEntry("not examined: hash indexes", "1");
        assertThat(result.details().containsKey("GIN indexes")).isEqualTo(version >= 18);
        assertThat(database.query("SELECT count(*) FROM pg_extension WHERE extname = 'amcheck'"))
                .isEqualTo("0");
        assertThat(database.query("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'signal%'"))
                .isEqualTo("0");
    }

    private static CheckResult run(Database database) {
        return Verification.of(v -> v.check(Checks.amcheck()))
                .run(database)
                .results()
                .get(0);
    }

    private static Path file(VerifiedServer server, Database database, String relation) throws SQLException {
        return server.server()
                .dataDirectory()
                .resolve(database.query("SELECT pg_relation_filepath('" + relation + "')"));
    }

    /**
     * The first item of a B-tree leaf lies at the page's end, before 16 bytes of special space; its key behind 8 bytes.
     */
    private static void overwriteHighByteOfFirstKey(Path index) throws IOException {
        write(index, PAGE + PAGE - 16 - 16 + 8 + 3, new byte[] {0x7f});
    }

    /** The first line pointer of a page is at byte 24; its lowest 15 bits say where the row begins, with its xmin. */
    private static void overwriteXminOfFirstRow(Path heap) throws IOException {
        int row;
        try (FileChannel channel = FileChannel.open(heap, StandardOpenOption.READ)) {
            ByteBuffer pointer = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(pointer, 24);
            row = pointer.getInt(0) & 0x7fff;
        }
        write(heap, row, new byte[] {(byte) 0xf0, (byte) 0xff, (byte) 0xff, 0x3f});
    }

    private static void write(Path file, long position, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThat(channel.write(ByteBuffer.wrap(bytes), position)).isEqualTo(bytes.length);
        }
    }
}
