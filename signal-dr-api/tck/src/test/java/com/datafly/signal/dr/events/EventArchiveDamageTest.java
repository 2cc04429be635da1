package com.datafly.signal.dr.events;

import static com.datafly.signal.dr.events.EventArchiveFixture.SMALL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.verify.Verdict;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventArchiveDamageTest {

    private final EventArchiveFixture fixture = new EventArchiveFixture();

    @BeforeEach
    void archive() {
        fixture.cluster.topic("events.raw", 2);
        fixture.fill("events.raw", 0, 150);
        fixture.fill("events.raw", 1, 150);
        fixture.archive.append(SMALL).orThrow();
        fixture.archive.exportMetadata();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aFlippedBitOfAnyObjectIsFoundAndTheObjectNamed() {
        Random random = new Random(7);
        for (ObjectInfo object : fixture.store.list("", "", 1000)) {
            byte[] good = fixture.content(object.key());
            for (int flip = 0; flip < 8; flip++) {
                byte[] bad = good.clone();
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
                fixture.replace(object.key(), bad);

                ArchiveCheck check = fixture.archive.verify();

                assertThat(check.verdict()).isEqualTo(Verdict.FAILED);
                assertThat(check.findings()).extracting(ArchiveFinding::object).contains(object.key());
            }
            fixture.replace(object.key(), good);
        }
        assertThat(fixture.archive.verify().verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void aMissingATruncatedAndTwoSwappedSegmentsAreNamed() {
        List<String> segments = fixture.keys("segments");
        byte[] first = fixture.content(segments.get(0));
        byte[] second = fixture.content(segments.get(1));

        fixture.replace(segments.get(0), second);
        fixture.replace(segments.get(1), first);
        requireFindings(segments.get(0), segments.get(1));

        fixture.replace(segments.get(0), Arrays.copyOf(first, first.length - 1));
        fixture.replace(segments.get(1), second);
        requireFindings(segments.get(0));

        fixture.store.delete(segments.get(0), Precondition.none());
        requireFindings(segments.get(0));
        assertThat(fixture.archive.verify().findings().get(0).problem()).isEqualTo("is missing");
    }

    @Test
    void aMissingLinkAndSwappedLinksAreNamed() {
        List<String> links = fixture.keys("chains");
        byte[] second = fixture.content(links.get(1));
        byte[] third = fixture.content(links.get(2));

        fixture.replace(links.get(1), third);
        fixture.replace(links.get(2), second);
        assertThat(fixture.archive.verify().findings())
                .extracting(ArchiveFinding::object)
                .contains(links.get(1), links.get(2));

        fixture.replace(links.get(2), third);
        fixture.store.delete(links.get(1), Precondition.none());
        assertThat(fixture.archive.verify().findings())
                .extracting(ArchiveFinding::object)
                .contains(links.get(2));
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> fixture.elsewhere.restore(TopicRestore.of("events.raw")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED));
        assertThat(fixture.dr.standbyEvents().topics()).isEmpty();
    }

    @Test
    void anEndThatWasCutOffIsNoticedByTheSealAndWithTheSealBySealsOfElsewhere() {
        fixture.fill("events.raw", 0, 50);
        ArchiveReport report = fixture.archive.append(SMALL).orThrow();
        List<String> links = fixture.keys("chains").stream()
                .filter(key -> key.contains("/000000/"))
                .toList();
        String last = links.get(links.size() - 1);
        fixture.store.delete(last, Precondition.none());

        assertThat(fixture.archive.verify().findings())
                .extracting(ArchiveFinding::object)
                .contains(last);

        List<String> seals = fixture.keys("seals");
        fixture.store.delete(seals.get(seals.size() - 1), Precondition.none());

        assertThat(fixture.archive.verify().verdict()).isEqualTo(Verdict.PASSED);
        assertThat(fixture.archive.verify(report.seal()).verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void aLinkThatWasForgedWithARightHashOfItselfBreaksTheChain() throws NoSuchAlgorithmException {
        List<String> links = fixture.keys("chains");
        String text = new String(fixture.content(links.get(0)), UTF_8);
        String forged = text.substring(0, text.lastIndexOf(",\"self\"")).replace("\"records\":", "\"records\" :");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(forged.getBytes(UTF_8));
        String whole = forged + ",\"self\":\"" + HexFormat.of().formatHex(hash) + "\"}";
        fixture.replace(links.get(0), whole.getBytes(UTF_8));

        assertThat(fixture.archive.verify().findings())
                .extracting(ArchiveFinding::object)
                .contains(links.get(1))
                .doesNotContain(links.get(2));
    }

    @Test
    void damageAtTheEndStopsAnArchiverBeforeItWritesBehindIt() {
        List<String> links = fixture.keys("chains").stream()
                .filter(key -> key.contains("/000000/"))
                .toList();
        fixture.replace(links.get(links.size() - 1), "{}".getBytes(UTF_8));
        fixture.fill("events.raw", 0, 1);
        fixture.fill("events.raw", 1, 1);

        ArchiveReport report = fixture.dr
                .events()
                .archive(fixture.store, EventArchiveFixture.PREFIX)
                .append(SMALL);

        assertThat(report.failed())
                .hasEntrySatisfying(
                        new PartitionId("events.raw", 0),
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED));
        assertThat(report.amount().records()).isEqualTo(1);
    }

    private void requireFindings(String... objects) {
        assertThat(fixture.archive.verify().findings())
                .extracting(ArchiveFinding::object)
                .containsExactlyInAnyOrder(objects);
    }
}
