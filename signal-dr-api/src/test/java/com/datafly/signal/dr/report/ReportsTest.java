package com.datafly.signal.dr.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.verify.Verdict;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportsTest {

    private static final String HOSTILE =
            "<script>alert(1)</script><img src=x onerror=\"a()\"> ' \" & ]]> --> \u0000 \u202E"
                    + " \uD800 | [x](javascript:1) `y`\n## z\n| a |";

    static Stream<Report> examples() {
        return Stream.of(
                ExampleReports.passed(),
                ExampleReports.failed(),
                ExampleReports.unproven(),
                ExampleReports.logicalMistake(),
                ExampleReports.error(),
                ExampleReports.crowded(),
                ExampleReports.hostile(HOSTILE),
                ExampleRuns.drill(),
                ExampleRuns.brokenGlass(),
                ExampleRuns.tampered(),
                ExampleRuns.large(200),
                ExampleRuns.hostile(HOSTILE));
    }

    @Test
    void theVerdictFollowsFromChecksAndGrades() {
        assertThat(examples().map(Report::verdict))
                .containsExactly(
                        Verdict.PASSED,
                        Verdict.FAILED,
                        Verdict.UNPROVEN,
                        Verdict.PASSED,
                        Verdict.ERROR,
                        Verdict.PASSED,
                        Verdict.FAILED,
                        Verdict.PASSED,
                        Verdict.UNPROVEN,
                        Verdict.FAILED,
                        Verdict.PASSED,
                        Verdict.FAILED);
        Report empty = Report.create("drill", "orders", ExampleReports.NOW, report -> {});
        assertThat(empty.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(empty.summary())
                .isEqualTo(
                        "The recovery of orders is not proven, though nothing is known to be wrong. No check looked at its data.");
    }

    @Test
    void aVerdictCanBeMadeWorseButNotBetter() {
        Report worse = Report.create(
                "drill",
                "orders",
                ExampleReports.NOW,
                report -> report.atBest(Verdict.ERROR)
                        .check(ExampleReports.passed().checks().get(1)));
        assertThat(worse.verdict()).isEqualTo(Verdict.ERROR);
        Report same = Report.create(
                "drill",
                "orders",
                ExampleReports.NOW,
                report -> report.atBest(Verdict.PASSED)
                        .check(ExampleReports.failed().checks().get(1)));
        assertThat(same.verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void theConclusionIsToldInPlainWords() {
        assertThat(ExampleReports.passed().summary())
                .isEqualTo(
                        "The recovery of datafly-postgres worked, and its data was checked. At most the last 1.40 s of"
                                + " data were lost, and the recovered database was up and checked after 20 min 51 s.");
        assertThat(ExampleReports.logicalMistake().summary())
                .contains("Up to the chosen target, at most the last 1.40 s")
                .contains("left behind on purpose");
        assertThat(ExampleReports.logicalMistake().givenUp())
                .singleElement()
                .asString()
                .contains("40 s in all; 40 canaries");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void thePageRefersToNothingOutsideOfIt(Report report) throws Exception {
        String html = Reports.html(report);
        assertThat(html.replaceAll("(?s)<style>.*</style>", ""))
                .doesNotContainPattern("(?i)<(script|link|iframe|object|embed|img|base|form)\\b")
                .doesNotContainPattern("(?i)<[^>]+\\s(src|href|on[a-z]+|action)\\s*=");
        assertThat(html).doesNotContainPattern("@import|url\\(|<style>[^<]*http");
        assertThat(page(html).getElementsByTagName("h1").getLength()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void thePageCanBeReadAloud(Report report) throws Exception {
        Document page = page(Reports.html(report));
        NodeList tables = page.getElementsByTagName("table");
        for (int i = 0; i < tables.getLength(); i++) {
            assertThat(((Element) tables.item(i))
                            .getElementsByTagName("caption")
                            .getLength())
                    .isEqualTo(1);
        }
        NodeList pictures = page.getElementsByTagName("svg");
        for (int i = 0; i < pictures.getLength(); i++) {
            Element picture = (Element) pictures.item(i);
            assertThat(picture.hasAttribute("aria-label") || picture.hasAttribute("aria-hidden"))
                    .isTrue();
        }
        NodeList headers = page.getElementsByTagName("th");
        for (int i = 0; i < headers.getLength(); i++) {
            assertThat(((Element) headers.item(i)).hasAttribute("scope")).isTrue();
        }
        assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo("en");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void textThatTriesToBeMarkupStaysText(boolean ofRun) throws Exception {
        UnaryOperator<String> page =
                text -> Reports.html(ofRun ? ExampleRuns.hostile(text) : ExampleReports.hostile(text));
        UnaryOperator<String> markdown =
                text -> Reports.markdown(ofRun ? ExampleRuns.hostile(text) : ExampleReports.hostile(text));
        Report report = ofRun ? ExampleRuns.hostile(HOSTILE) : ExampleReports.hostile(HOSTILE);
        for (ReportFormat format : List.of(ReportFormat.HTML, ReportFormat.JUNIT_XML, ReportFormat.MARKDOWN)) {
            assertThat(Reports.render(report, format))
                    .as("%s", format)
                    .doesNotContain("<script", "<img", "]]>", "\u0000", "\u202E");
        }
        Document hostile = page(page.apply(HOSTILE));
        assertThat(hostile.getElementsByTagName("h1").item(0).getTextContent()).contains("<script>alert(1)</script>");
        assertThat(hostile.getElementsByTagName("*").getLength())
                .isEqualTo(
                        page(page.apply("harmless")).getElementsByTagName("*").getLength());
        assertThat(markdown.apply(HOSTILE).lines().count())
                .isEqualTo(markdown.apply("harmless").lines().count());
        assertThat(markdown.apply(HOSTILE))
                .doesNotContain("\n## z")
                .doesNotContainPattern("[^\\\\]\\]\\(")
                .contains("\\[x\\](javascript:1)");
        JsonNode json = new ObjectMapper().readTree(Reports.json(report));
        assertThat(json.path("subject").asText()).startsWith("<script>");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyTableRowOfTheMarkdownHasTheColumnsOfItsHead(Report report) {
        long columns = 0;
        for (String line : Reports.markdown(report).lines().toList()) {
            long pipes = line.replace("\\\\", "")
                    .replace("\\|", "")
                    .chars()
                    .filter(c -> c == '|')
                    .count();
            columns = line.startsWith("|") ? (columns == 0 ? pipes : columns) : 0;
            assertThat(pipes).as(line).isEqualTo(columns);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theJsonIsWhatTheSchemaSays(Report report) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        JsonNode document = mapper.readTree(Reports.json(report));
        assertThat(JsonSchema.violations(mapper.readTree(Reports.jsonSchema()), document))
                .isEmpty();
    }

    @Test
    void theJsonHoldsTheMeasuredValues() throws Exception {
        JsonNode json = new ObjectMapper().readTree(Reports.json(ExampleReports.passed()));
        assertThat(json.at("/rpo/achieved/iso").asText()).isEqualTo("PT0.4S");
        assertThat(json.at("/rpo/achieved/seconds").decimalValue()).isEqualByComparingTo("0.4");
        assertThat(json.at("/rto/objective/iso").asText()).isEqualTo("PT1H");
        assertThat(json.at("/segments/3/name").asText()).isEqualTo("execute");
        assertThat(json.at("/generatedAt").asText()).isEqualTo("2025-01-15T11:02:10Z");
        assertThat(json.at("/canaries/restored").asInt()).isEqualTo(90);
        JsonNode unproven = new ObjectMapper().readTree(Reports.json(ExampleReports.unproven()));
        assertThat(unproven.at("/rpo/achieved").isNull()).isTrue();
        assertThat(unproven.at("/segments/1/duration").isNull()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theTestCasesCountWhatIsNotPassed(Report report) throws Exception {
        Element suite = (Element)
                xml(Reports.junitXml(report)).getElementsByTagName("testsuite").item(0);
        NodeList cases = suite.getElementsByTagName("testcase");
        NodeList failures = suite.getElementsByTagName("failure");
        NodeList errors = suite.getElementsByTagName("error");

        assertThat(suite.getAttribute("tests")).isEqualTo(Integer.toString(cases.getLength()));
        assertThat(suite.getAttribute("failures")).isEqualTo(Integer.toString(failures.getLength()));
        assertThat(suite.getAttribute("errors")).isEqualTo(Integer.toString(errors.getLength()));
        assertThat(failures.getLength() + errors.getLength() == 0).isEqualTo(report.verdict() == Verdict.PASSED);
        for (int i = 0; i < failures.getLength(); i++) {
            assertThat(((Element) failures.item(i)).getAttribute("type")).isIn("FAILED", "UNPROVEN");
        }
    }

    @Test
    void theHostsLocaleChangesNothing() {
        Report report = ExampleReports.passed();
        List<String> before = Stream.of(ReportFormat.values())
                .map(f -> Reports.render(report, f))
                .toList();
        Locale locale = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Stream.of(ReportFormat.values()).map(f -> Reports.render(report, f)))
                    .isEqualTo(before);
        } finally {
            Locale.setDefault(locale);
        }
    }

    @Test
    void allFilesAreWrittenAndReplacedAndNothingElseIsLeft(@TempDir Path directory) throws Exception {
        Path target = directory.resolve("deep/er");
        Map<ReportFormat, Path> files = Reports.writeAll(ExampleReports.failed(), target);
        Reports.writeAll(ExampleReports.passed(), target);

        assertThat(files).hasSize(ReportFormat.values().length);
        assertThat(Files.readString(files.get(ReportFormat.HTML))).contains("<h2 id=\"verdict\">PASSED</h2>");
        try (Stream<Path> all = Files.list(target)) {
            assertThat(all).containsExactlyInAnyOrderElementsOf(files.values());
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamed(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> Reports.writeAll(ExampleReports.passed(), file))
                .withMessageContaining(file.toString());
    }

    /** The page happens to be well-formed XML but for the elements that HTML does not close. */
    private static Document page(String html) throws Exception {
        return xml(html.replace("<!DOCTYPE html>", "")
                .replaceAll("(<meta [^>]*)>", "$1/>")
                .replaceAll("<details open>", "<details>"));
    }

    private static Document xml(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
