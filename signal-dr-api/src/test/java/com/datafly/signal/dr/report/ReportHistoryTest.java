package com.datafly.signal.dr.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.verify.Verdict;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** The earlier runs of a report, in each format that shows them. */
class ReportHistoryTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Pattern BAR = Pattern.compile(
            "<rect class=\"bar v-(\\w+)\" x=\"([\\d.]+)\" y=\"([\\d.]+)\" width=\"([\\d.]+)\" height=\"([\\d.]+)\"");

    @Test
    void aReportWithoutEarlierRunsHasNoHistory() {
        Report report = report(more -> {});

        assertThat(Reports.html(report)).doesNotContain("id=\"history\"");
        assertThat(Reports.markdown(report)).doesNotContain("## History");
    }

    @Test
    void barsAreAsHighAsTheDurationsAndTheObjectiveIsALine() throws Exception {
        Report report = report(more -> more.past(run(1, Verdict.PASSED, 30, 10))
                .past(PastRun.create(NOW, "monthly-restore", Verdict.ERROR, nothing -> {}))
                .past(run(2, Verdict.FAILED, 120, 20)));
        String section = history(Reports.html(report));

        Matcher bar = BAR.matcher(section);
        StringBuilder seen = new StringBuilder();
        while (bar.find()) {
            seen.append(bar.group(1) + " " + bar.group(2) + " " + bar.group(5) + "; ");
            assertThat(Double.parseDouble(bar.group(3)) + Double.parseDouble(bar.group(5)))
                    .isEqualTo(100);
        }
        // 120 minutes set the scale of the first chart, 20 minutes that of the second; the objectives are 60 and 15.
        assertThat(seen.toString())
                .isEqualTo("passed 0 23.81; failed 666.67 95.24; passed 0 47.62; failed 666.67 95.24; ");
        assertThat(section).contains("M0 52.38H1000").contains("M0 28.57H1000");
        assertThat(section).contains("Longest 2 h, objective 1 h").contains("not measured");
        assertThat(parse(section)
                        .getElementsByTagName("tbody")
                        .item(0)
                        .getChildNodes()
                        .getLength())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void aChartOfNothingSaysSo() throws Exception {
        Report report =
                report(more -> more.past(PastRun.create(NOW, "quarterly-full", Verdict.UNPROVEN, nothing -> {})));

        assertThat(history(Reports.html(report))).contains("Never measured.").doesNotContain("<rect");
        parse(history(Reports.html(report)));
    }

    @Test
    void onlyTheNewestRunsAreDrawnAndThePageSaysSo() {
        Report report = report(more -> {
            for (int i = 0; i < 200; i++) {
                more.past(run(i, Verdict.PASSED, i + 1, 1));
            }
        });
        String section = history(Reports.html(report));

        assertThat(section).contains("The newest 60 earlier runs").contains("Longest 3 h 20 min");
        assertThat(BAR.matcher(section).results().count()).isEqualTo(120);
    }

    @Test
    void noNumbersLeaveTheChartWhateverTheDurations() throws Exception {
        Random random = new Random(9);
        for (int round = 0; round < 200; round++) {
            Report report = report(more -> {
                for (int i = random.nextInt(70); i >= 0; i--) {
                    Duration length = Duration.ofNanos((long) Math.pow(10, random.nextInt(17)));
                    more.past(PastRun.create(
                            NOW,
                            "r",
                            Verdict.PASSED,
                            run -> run.recoveryTime(length)
                                    .recoveryPoint(random.nextBoolean() ? Duration.ZERO : length)));
                }
            });
            String section = history(Reports.html(report));
            parse(section);
            Matcher bar = BAR.matcher(section);
            while (bar.find()) {
                assertThat(Double.parseDouble(bar.group(3))).isBetween(0.0, 100.0);
                assertThat(Double.parseDouble(bar.group(2)) + Double.parseDouble(bar.group(4)))
                        .isBetween(0.0, 1000.0);
            }
        }
    }

    @Test
    void namesThatTryToBeMarkupStayText() {
        Report report = report(
                more -> more.past(PastRun.create(NOW, "<script>alert(1)</script>|`", Verdict.PASSED, nothing -> {})));

        assertThat(Reports.html(report)).doesNotContain("<script>");
        assertThat(Reports.markdown(report)).doesNotContain("<script>").contains("\\|");
    }

    @Test
    void theJsonIsWhatTheSchemaSaysAndHoldsTheRuns() throws Exception {
        Report report = report(more ->
                more.past(run(1, Verdict.PASSED, 30, 10)).past(PastRun.create(NOW, "q", Verdict.ERROR, nothing -> {})));
        ObjectMapper mapper = new ObjectMapper();
        JsonNode document = mapper.readTree(Reports.json(report));

        assertThat(JsonSchema.violations(mapper.readTree(Reports.jsonSchema()), document))
                .isEmpty();
        assertThat(document.at("/history/0/recoveryTime/seconds").asInt()).isEqualTo(1_800);
        assertThat(document.at("/history/1/verdict").asText()).isEqualTo("ERROR");
        assertThat(document.at("/history/1/recoveryPoint").isNull()).isTrue();
    }

    private static PastRun run(int day, Verdict verdict, long recoveryMinutes, long lossMinutes) {
        return PastRun.create(
                NOW.plus(Duration.ofDays(day)),
                "monthly-restore",
                verdict,
                run -> run.recoveryTime(Duration.ofMinutes(recoveryMinutes))
                        .recoveryPoint(Duration.ofMinutes(lossMinutes)));
    }

    private static Report report(Consumer<Report.Builder> more) {
        return Report.create("Compliance", "orders", NOW, report -> {
            report.tier(RecoveryTier.ENHANCED);
            more.accept(report);
        });
    }

    private static String history(String page) {
        int begin = page.indexOf("<section aria-labelledby=\"history\">");
        assertThat(begin).isPositive();
        return page.substring(begin, page.indexOf("</section>", begin) + "</section>".length());
    }

    private static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
