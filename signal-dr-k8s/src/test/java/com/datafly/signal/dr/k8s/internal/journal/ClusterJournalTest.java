package com.datafly.signal.dr.k8s.internal.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.JournalDriver;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How journals lie in a cluster. */
class ClusterJournalTest extends ClusterFixture {

    private static final String LONG = "x".repeat(8000);

    @Test
    void aFullSecretIsImmutableAndTheNextOneBegins() {
        JournalDriver driver = site().open();
        for (int line = 1; line <= 12; line++) {
            append(driver, "run-1", line, line + LONG);
        }

        List<JsonNode> segments = segments();

        assertThat(segments)
                .extracting(ClusterJournalTest::name)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("signal-dr-log-run-1-")
                                .endsWith("-0000000000000001"),
                        second -> assertThat(second).endsWith("-0000000000000006"),
                        third -> assertThat(third).endsWith("-0000000000000011"));
        assertThat(segments)
                .extracting(secret -> secret.path("immutable").asBoolean())
                .containsExactly(true, true, false);
        assertThat(segments).allSatisfy(secret -> {
            assertThat(secret.path("type").asText()).isEqualTo("signal-dr.datafly.com/log");
            assertThat(secret.at("/metadata/labels/app.kubernetes.io~1managed-by")
                            .asText())
                    .isEqualTo("signal-dr");
        });
        assertThat(lines(site().open(), "run-1")).hasSize(12);
    }

    @Test
    void linesStandUnderTheirNumbersForWhoeverLooksByHand() {
        append(site().open(), "run-1", 1, "one", "two");
        append(site().open(), "run-1", 3, "three");

        JsonNode data = segments().get(0).path("data");

        assertThat(decoded(data, "0000000000000001")).isEqualTo("one\ntwo\n");
        assertThat(decoded(data, "0000000000000003")).isEqualTo("three\n");
    }

    @Test
    void aBlockThatFitsNoSecretIsRefusedAndChangesNothing() {
        JournalDriver driver = site().open();
        append(driver, "run-1", 1, "one");
        byte[] random = new byte[1 << 20];
        new Random(7).nextBytes(random);
        String noise = new String(random, ISO_8859_1).replaceAll("[\\n\\r\\x00]", " ");

        failure(ErrorCode.QUOTA, () -> append(driver, "run-1", 2, noise));

        append(driver, "run-1", 2, "two");
        assertThat(lines(site().open(), "run-1")).containsExactly("one", "two");
    }

    @Test
    void theLargestBlockFitsBehindAnOpenSegment() {
        JournalDriver driver = site().open();
        append(driver, "run-1", 1, "x".repeat(Segment.FULL - 2));
        append(driver, "run-1", 2, "y".repeat(15_000));
        byte[] random = new byte[StoredBlock.LARGEST - 2000];
        new Random(7).nextBytes(random);
        String noise = new String(random, ISO_8859_1).replaceAll("[\\n\\r\\x00]", " ");

        driver.append("run-1", 3, (noise + "\n").getBytes(ISO_8859_1));

        assertThat(lines(site().open(), "run-1")).hasSize(3);
        assertThat(segments()).hasSize(1);
    }

    @Test
    void anAppendIsOneRequestAndALookAtTheEndIsOne() {
        JournalDriver driver = site().open();
        append(driver, "run-1", 1, "one");
        site().server().forgetCalls();

        append(driver, "run-1", 2, "two");
        assertThat(site().server().calls())
                .extracting(Object::toString)
                .singleElement()
                .asString()
                .startsWith("PATCH");
        site().server().forgetCalls();

        driver.read("run-1", 3, (first, lines) -> {});
        driver.read("run-1.inbox", 1, (first, lines) -> {});
        driver.read("run-1.inbox", 1, (first, lines) -> {});
        assertThat(site().server().count("get", "secrets")).isEqualTo(2);
        assertThat(site().server().count("list", "secrets")).isEqualTo(1);
        assertThat(site().server().calls()).hasSize(3);
    }

    @Test
    void aLabelThatSomebodyAddsIsNoConflict() {
        JournalDriver driver = site().open();
        append(driver, "run-1", 1, "one");
        String label = "{\"metadata\":{\"labels\":{\"team\":\"a\"}}}";
        site().server()
                .objects()
                .patch("secrets", Site.NAMESPACE, name(segments().get(0)), label);

        append(driver, "run-1", 2, "two");

        assertThat(lines(site().open(), "run-1")).containsExactly("one", "two");
    }

    @Test
    void aSegmentThatSomebodyMadeImmutableIsFollowedByAnother() {
        JournalDriver driver = site().open();
        append(driver, "run-1", 1, "one");
        site().server()
                .objects()
                .patch("secrets", Site.NAMESPACE, name(segments().get(0)), "{\"immutable\":true}");

        append(driver, "run-1", 2, "two");

        assertThat(segments()).hasSize(2);
        assertThat(lines(site().open(), "run-1")).containsExactly("one", "two");
    }

    @Test
    void aSecretThatIsGoneFromTheMiddleIsToldAndNotSkipped() {
        JournalDriver driver = site().open();
        for (int line = 1; line <= 12; line++) {
            append(driver, "run-1", line, line + LONG);
        }
        site().server()
                .objects()
                .delete("secrets", Site.NAMESPACE, name(segments().get(1)));

        assertThat(failure(ErrorCode.INTEGRITY_FAILED, () -> lines(site().open(), "run-1"))
                        .getMessage())
                .contains("line 6 should be next", "-0000000000000011 goes on with line 11");
    }

    @Test
    void aLogWhoseFirstSecretIsGoneIsNotEmpty() {
        JournalDriver driver = site().open();
        for (int line = 1; line <= 12; line++) {
            append(driver, "run-1", line, line + LONG);
        }
        site().server()
                .objects()
                .delete("secrets", Site.NAMESPACE, name(segments().get(0)));

        assertThat(failure(ErrorCode.INTEGRITY_FAILED, () -> lines(site().open(), "run-1"))
                        .getMessage())
                .contains("line 1 should be next", "goes on with line 6");
        failure(ErrorCode.INTEGRITY_FAILED, () -> journals(site().open()).create("run-1", entries("planned")));
        assertThat(segments()).hasSize(2);
    }

    @Test
    void whatSomebodyWroteIntoASecretIsTold() {
        append(site().open(), "run-1", 1, "one");
        String secret = name(segments().get(0));
        for (String key : List.of("note", "0000000000000007", "0000000000000002.gz")) {
            String data = "{\"data\":{\"" + key + "\":\"" + Base64.getEncoder().encodeToString("x\n".getBytes(UTF_8))
                    + "\"}}";
            site().server().objects().patch("secrets", Site.NAMESPACE, secret, data);
            failure(ErrorCode.INTEGRITY_FAILED, () -> lines(site().open(), "run-1"));
            site().server().objects().patch("secrets", Site.NAMESPACE, secret, "{\"data\":{\"" + key + "\":null}}");
        }
        assertThat(lines(site().open(), "run-1")).containsExactly("one");
    }

    @Test
    void manyLogsAreListedPageByPageAndNoneTwice() {
        JournalDriver driver = site().open();
        List<String> names = new ArrayList<>();
        for (int run = 100; run < 140; run++) {
            append(driver, "run-" + run, 1, "planned");
            names.add("run-" + run);
        }
        site().server().forgetCalls();

        assertThat(site().open().logs()).isEqualTo(names);
        assertThat(site().server().count("list", "secrets")).isEqualTo(3);
    }

    @Test
    void aRegisterThatIsTooLargeIsRefused() {
        JournalDriver driver = site().open();

        failure(ErrorCode.QUOTA, () -> driver.setRegister("head/run-1", new byte[(1 << 20) + 1], Optional.empty()));
        failure(ErrorCode.QUOTA, () -> driver.setRegister("lease/r-1", new byte[200 << 10], Optional.empty()));

        assertThat(site().server().count("create", "*")).isZero();
        driver.setRegister("head/run-1", new byte[1 << 20], Optional.empty());
        driver.setRegister("lease/r-1", new byte[128 << 10], Optional.empty());
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    private static String decoded(JsonNode data, String key) {
        return new String(Base64.getDecoder().decode(data.path(key).asText()), UTF_8);
    }
}
