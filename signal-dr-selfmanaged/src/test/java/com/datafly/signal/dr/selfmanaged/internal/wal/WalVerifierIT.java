package com.datafly.signal.dr.selfmanaged.internal.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.server.PostgresMajors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Verification of the log that real servers of every supported version wrote. */
class WalVerifierIT {

    private static final Path WALDUMP = Path.of("/usr/lib/postgresql/15/bin/pg_waldump");
    private static final Pattern DUMPED = Pattern.compile(
            "rmgr: (\\S+)\\s+len \\(rec/tot\\):\\s+\\d+/\\s*(\\d+), tx:\\s+\\d+, lsn: (\\S+), prev (\\S+), desc: (.*)");
    private static final Pattern STATED_TIME =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)? UTC)");
    private static final DateTimeFormatter DUMPED_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSSSSS] 'UTC'", Locale.ROOT);
    private static final String[] MANAGERS = {
        "XLOG",
        "Transaction",
        "Storage",
        "CLOG",
        "Database",
        "Tablespace",
        "MultiXact",
        "RelMap",
        "Standby",
        "Heap2",
        "Heap",
        "Btree",
        "Hash",
        "Gin",
        "Gist",
        "Sequence",
        "SPGist",
        "BRIN",
        "CommitTs",
        "ReplicationOrigin",
        "Generic",
        "LogicalMessage"
    };

    @TempDir
    static Path directory;

    private static final Map<Integer, Written> WRITTEN = new TreeMap<>();

    /** The log that one server wrote, from its oldest segment to its end. */
    private static final class Written {
        private final byte[] log;
        private final Lsn start;
        private final WalIdentity identity;
        private final List<Path> files;

        Written(byte[] log, Lsn start, WalIdentity identity, List<Path> files) {
            this.log = log;
            this.start = start;
            this.identity = identity;
            this.files = files;
        }

        byte[] log() {
            return log;
        }

        Lsn start() {
            return start;
        }

        Lsn end() {
            return start.plus(log.length);
        }

        WalIdentity identity() {
            return identity;
        }

        List<Path> files() {
            return files;
        }
    }

    @AfterAll
    static void forget() {
        WRITTEN.clear();
    }

    @ParameterizedTest
    @PostgresMajors
    void everyRecordOfARealLogIsSound(int version) {
        Written written = written(version);
        List<WalRecord> records = new ArrayList<>();

        WalVerifier verifier = verify(written, written.log(), records);

        assertThat(verifier.defect()).isEmpty();
        assertThat(verifier.majorVersion()).isEqualTo(version);
        assertThat(verifier.lastRecordEnd()).contains(written.end());
        assertThat(verifier.unfinishedRecord()).isEmpty();
        assertThat(records).hasSizeGreaterThan(5_000);
        assertThat(records).filteredOn(record -> record.restorePoint() != null).hasSize(1);
        assertThat(records).filteredOn(record -> record.length() > 2_000_000).isNotEmpty();
    }

    @ParameterizedTest
    @PostgresMajors({15, 18})
    void piecesOfAnySizeGiveTheSameRecords(int version) {
        Written written = written(version);
        List<WalRecord> whole = new ArrayList<>();
        verify(written, written.log(), whole);
        Random random = new Random(7);
        List<WalRecord> inPieces = new ArrayList<>();
        WalVerifier verifier = WalVerifier.startingAt(written.start(), written.identity(), inPieces::add);

        for (int at = 0; at < written.log().length; ) {
            int length = Math.min(written.log().length - at, 1 + random.nextInt(random.nextBoolean() ? 7 : 20_000));
            verifier.feed(written.log(), at, length);
            at += length;
        }

        assertThat(inPieces).isEqualTo(whole);
    }

    @ParameterizedTest
    @PostgresMajors({15, 18})
    void aLogMayBeginAtAnyPage(int version) {
        Written written = written(version);
        List<WalRecord> whole = new ArrayList<>();
        verify(written, written.log(), whole);
        List<Integer> counts = new ArrayList<>();
        boolean insideRecord = false;
        for (int from = 0; from < written.log().length; from += 37 * PageHeader.PAGE_SIZE) {
            Lsn start = written.start().plus(from);
            List<WalRecord> rest = new ArrayList<>();
            WalVerifier verifier = WalVerifier.startingAt(start, written.identity(), rest::add);

            verifier.feed(written.log(), from, written.log().length - from);

            insideRecord |= verifier.beganInsideRecord();
            if (verifier.defect().isEmpty()) {
                assertThat(rest).isEqualTo(whole.subList(whole.size() - rest.size(), whole.size()));
                counts.add(rest.size());
            } else {
                // Only the zeros behind a segment switch have no page headers to begin at.
                assertThat(verifier.defect().get().at()).isEqualTo(start);
            }
        }
        assertThat(insideRecord).isTrue();
        assertThat(counts).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @PostgresMajors
    void anyFlippedBitIsFound(int version) {
        Written written = written(version);
        List<WalRecord> records = new ArrayList<>();
        verify(written, written.log(), records);
        Random random = new Random(version);
        for (int i = 0; i < 300; i++) {
            WalRecord victim = records.get(random.nextInt(records.size()));
            int at = (int) victim.start().minus(written.start()) + random.nextInt(16);
            byte[] damaged = around(written, victim);
            int offset = at - (int) PageHeader.pageOf(victim.start()).minus(written.start());
            damaged[offset] ^= (byte) (1 << random.nextInt(8));
            List<WalRecord> seen = new ArrayList<>();
            WalVerifier verifier =
                    WalVerifier.startingAt(PageHeader.pageOf(victim.start()), written.identity(), seen::add);

            verifier.feed(damaged, 0, damaged.length);

            assertThat(seen).as("records up to bit %s of %s", i, victim).doesNotContain(victim);
            // A length that grew beyond what is there leaves the record unfinished, never complete.
            assertThat(verifier.defect().isPresent()
                            || verifier.unfinishedRecord().isPresent())
                    .as("damage %s of %s", i, victim)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @PostgresMajors
    void aTornEndIsZerosAndAHoleIsCorruption(int version) {
        Written written = written(version);
        byte[] torn = written.log().clone();
        Arrays.fill(torn, torn.length - 3 * PageHeader.PAGE_SIZE & -PageHeader.PAGE_SIZE, torn.length, (byte) 0);
        byte[] hole = written.log().clone();
        int middle = hole.length / 2 & -PageHeader.PAGE_SIZE;
        Arrays.fill(hole, middle, middle + PageHeader.PAGE_SIZE, (byte) 0);

        WalDefect end = verify(written, torn, new ArrayList<>()).defect().orElseThrow();
        WalDefect inside = verify(written, hole, new ArrayList<>()).defect().orElseThrow();

        assertThat(end.kind()).isEqualTo(WalDefect.Kind.ZEROS);
        assertThat(inside.kind()).isEqualTo(WalDefect.Kind.CORRUPT);
    }

    @ParameterizedTest
    @PostgresMajors(15)
    void recordsAndTimesEqualThoseOfWaldump(int version) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(WALDUMP), "pg_waldump 15 is not installed");
        Written written = written(version);
        List<WalRecord> records = new ArrayList<>();
        verify(written, written.log(), records);

        List<WalRecord> dumped = dump(written, records);

        assertThat(records).isEqualTo(dumped);
    }

    /** What the tool does not print is taken from {@code records}: flags, ends, a restore point's time. */
    private static List<WalRecord> dump(Written written, List<WalRecord> records)
            throws IOException, InterruptedException {
        Path output = directory.resolve("waldump.txt");
        ProcessBuilder builder = new ProcessBuilder(
                WALDUMP.toString(),
                "-p",
                written.files().get(0).resolveSibling("").toString(),
                "-s",
                written.start().toString(),
                "-e",
                written.end().toString());
        builder.environment().put("TZ", "UTC");
        Process process = builder.redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor()).isZero();
        List<WalRecord> dumped = new ArrayList<>();
        for (String line : Files.readAllLines(output, UTF_8)) {
            Matcher fields = DUMPED.matcher(line);
            assertThat(fields.matches()).as(line).isTrue();
            WalRecord ours = records.get(dumped.size());
            Instant time = WalRecord.endsTransaction(ours.resourceManager(), ours.info())
                    ? statedTime(fields.group(5))
                    : ours.time();
            dumped.add(new WalRecord(
                    Lsn.parse(fields.group(3)),
                    ours.end(),
                    Lsn.parse(fields.group(4)),
                    Arrays.asList(MANAGERS).indexOf(fields.group(1)),
                    ours.info(),
                    Integer.parseInt(fields.group(2)),
                    time,
                    ours.restorePoint() == null ? null : fields.group(5).replace("RESTORE_POINT ", "")));
        }
        return dumped;
    }

    private static Instant statedTime(String description) {
        Matcher time = STATED_TIME.matcher(description);
        assertThat(time.find()).as(description).isTrue();
        return LocalDateTime.parse(time.group(1), DUMPED_TIME).toInstant(ZoneOffset.UTC);
    }

    private static WalVerifier verify(Written written, byte[] log, List<WalRecord> records) {
        WalVerifier verifier = WalVerifier.startingAt(written.start(), written.identity(), records::add);
        verifier.feed(log, 0, log.length);
        return verifier;
    }

    private static byte[] around(Written written, WalRecord record) {
        int from = (int) PageHeader.pageOf(record.start()).minus(written.start());
        int to = (int) record.end().minus(written.start()) + 2 * PageHeader.PAGE_SIZE;
        return Arrays.copyOfRange(written.log(), from, Math.min(to, written.log().length));
    }

    private static synchronized Written written(int version) {
        return WRITTEN.computeIfAbsent(version, WalVerifierIT::write);
    }

    private static Written write(int version) {
        try (WalSource source = WalSource.create(
                version,
                directory,
                builder -> builder.walSegmentSizeMegabytes(1)
                        .setting("fsync", "off")
                        .setting("timezone", "UTC")
                        .setting("wal_keep_size", "1GB"))) {
            source.sql(
                    "create table t(id bigserial primary key, body text)",
                    "insert into t(body) select repeat(md5(i::text), 20) from generate_series(1, 5000) i",
                    "select pg_create_restore_point('before the flood')",
                    "begin; insert into t(body) values ('prepared'); prepare transaction 'p1'",
                    "commit prepared 'p1'",
                    "begin; insert into t(body) values ('prepared'); prepare transaction 'p2'",
                    "rollback prepared 'p2'",
                    "do $$ begin for i in 1..500 loop begin insert into t(body) values (i); exception when others then"
                            + " null; end; end loop; end $$",
                    "begin; insert into t(body) values ('gone'); rollback",
                    "select pg_logical_emit_message(true, 'large', repeat('x', 2500000))",
                    "select pg_switch_wal()",
                    "create index on t(body)",
                    "update t set body = body || 'x' where id % 3 = 0",
                    "vacuum full t",
                    "checkpoint");
            Lsn end = source.flushed();
            return read(source, end);
        }
    }

    private static Written read(WalSource source, Lsn end) {
        WalIdentity identity = source.identity();
        List<Path> files = source.segments();
        SegmentName first = SegmentName.parse(files.get(0).getFileName().toString(), identity.segmentSize());
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        for (Path file : files) {
            SegmentName name = SegmentName.parse(file.getFileName().toString(), identity.segmentSize());
            if (name.start().isBefore(end)) {
                log.writeBytes(bytes(file));
            }
        }
        byte[] exact = Arrays.copyOf(log.toByteArray(), (int) end.minus(first.start()));
        return new Written(exact, first.start(), identity, files);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
