package com.datafly.signal.dr.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a report says of a playbook's run. */
class RunReportsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @EnumSource(ReportFormat.class)
    void brokenGlassIsTheFirstThingThatAnyFormatSays(ReportFormat format) throws Exception {
        String text = Reports.render(ExampleRuns.brokenGlass(), format);
        switch (format) {
            case HTML ->
                assertThat(text.substring(text.indexOf("<main>")))
                        .startsWith("<main>\n<p class=\"glass\"><strong>BREAK GLASS</strong> mallory passed");
            case MARKDOWN ->
                assertThat(text.lines().findFirst().orElseThrow())
                        .startsWith("**BREAK GLASS** mallory passed")
                        .endsWith("both approvers are on the plane to the other site");
            case JUNIT_XML ->
                assertThat(text.lines().skip(1).findFirst().orElseThrow())
                        .startsWith("<testsuites name=\"BREAK GLASS mallory passed");
            case JSON -> {
                JsonNode json = JSON.readTree(text);
                assertThat(json.fieldNames().next()).isEqualTo("breakGlass");
                assertThat(json.at("/breakGlass/0/by").asText()).isEqualTo("mallory");
                assertThat(json.at("/breakGlass/0/heldFor/iso").asText()).isEqualTo("PT2H");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ReportFormat.class)
    void everyFormatTellsStepsOrphansAndTheHeadOfTheJournal(ReportFormat format) {
        assertThat(Reports.render(ExampleRuns.brokenGlass(), format))
                .contains("fenced and left running; discard it by hand", "s3:backups-eu/journal")
                .contains("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
                .contains("the disk is full", "notify")
                .containsIgnoringCase("indeterminate");
    }

    @Test
    void theVerdictIsNoBetterThanTheRun() {
        assertThat(Stream.of(RunState.values()).map(state -> of(state).verdict()))
                .containsExactly(
                        Verdict.UNPROVEN,
                        Verdict.UNPROVEN,
                        Verdict.UNPROVEN,
                        Verdict.UNPROVEN,
                        Verdict.PASSED,
                        Verdict.FAILED,
                        Verdict.UNPROVEN,
                        Verdict.UNPROVEN,
                        Verdict.UNPROVEN);
        assertThat(of(RunState.WAITING_FOR_APPROVAL).summary())
                .endsWith("nothing is known to be wrong. The run is waiting for approval: nobody came.");
        assertThat(ExampleRuns.tampered().summary())
                .endsWith("cannot be relied on. The run's journal is not as it was written.");
    }

    @Test
    void attemptsOfAStepShareARowOfTheTimeline() {
        String html = Reports.html(ExampleRuns.brokenGlass());
        List<String> rows = html.lines()
                .filter(line -> line.startsWith("<tr><th scope=\"row\">recover") && line.contains("<svg"))
                .toList();

        assertThat(rows).singleElement().asString().contains("2 attempts, failed, undo");
        assertThat(rows.get(0)).containsOnlyOnce("class=\"bar failed\"").containsOnlyOnce("class=\"bar undo\"");
        assertThat(rows.get(0)).containsOnlyOnce("class=\"bar\"").contains("12 min 40 s");
        assertThat(html).containsOnlyOnce("<path class=\"pause\" d=\"M215.79");
    }

    @Test
    void stepsSideBySideBeginAtTheSamePlace() {
        List<String> rows = Reports.html(ExampleRuns.drill())
                .lines()
                .filter(line -> line.contains("<rect class=\"bar\" x=\"96.06\""))
                .toList();

        assertThat(rows).hasSize(2).anyMatch(row -> row.contains("recover")).anyMatch(row -> row.contains("replicas"));
    }

    @Test
    void theLegendNamesWhatIsThereAndNothingElse() {
        String html = Reports.html(ExampleRuns.drill());
        assertThat(html).contains("waiting for approval</li>", "rehearsed: the action was left out</li>");
        assertThat(html).doesNotContain("undo</li>", "paused</li>");
        assertThat(Reports.html(ExampleReports.passed())).doesNotContain("done</li>");
    }

    @Test
    void whatWasPredictedStandsBesideWhatItTook() throws Exception {
        assertThat(Reports.markdown(ExampleRuns.drill()))
                .contains("| recover: Recover to the last good moment | recover | succeeded |"
                        + " 6 min 40 s (at most 6 min 49 s) | 8 min (slow) | 2 |")
                .contains("| verify: Verify the copy | act | succeeded | no history | 3 min | 1 |")
                .contains("- took: 19 min, longer than usual");
        JsonNode step = JSON.readTree(Reports.json(ExampleRuns.drill())).at("/run/steps/1");
        assertThat(step.at("/predicted/median/seconds").asInt()).isEqualTo(400);
        assertThat(step.at("/duration/seconds").asInt()).isEqualTo(480);
        assertThat(step.at("/predicted/samples").asInt()).isEqualTo(3);
    }

    @Test
    void aStepThatASuccessfulRunDidWithoutIsNeitherGreenNorRed() {
        String xml = Reports.junitXml(report(
                RunState.SUCCEEDED,
                run -> run.step(ReportStep.create("spare", step -> step.state(StepState.SKIPPED)))));
        assertThat(xml).contains("failures=\"0\" errors=\"0\"", "skipped=\"1\"", "<skipped message=\"skipped\"/>");
        assertThat(Reports.junitXml(report(
                        RunState.PAUSED,
                        run -> run.step(ReportStep.create("next", step -> step.state(StepState.PENDING))))))
                .contains("name=\"step next\" time=\"0.000\"><failure type=\"UNPROVEN\"");
    }

    @Test
    void theJsonNamesItsSchemaWhichIsInTheJar() throws Exception {
        JsonNode json = JSON.readTree(Reports.json(ExampleRuns.drill()));
        JsonNode schema = JSON.readTree(Reports.jsonSchema());
        assertThat(json.path("$schema")).isEqualTo(schema.path("$id"));
        assertThat(json.path("schemaVersion").asInt()).isEqualTo(1);
    }

    @Test
    void theSchemaKnowsEveryStateAndKind() throws Exception {
        JsonNode schema = JSON.readTree(Reports.jsonSchema());
        assertThat(names(schema.at("/$defs/run/properties/state/enum"))).isEqualTo(names(RunState.values()));
        assertThat(names(schema.at("/$defs/stepState/enum"))).isEqualTo(names(StepState.values()));
        assertThat(names(schema.at("/$defs/decision/properties/kind/enum")))
                .isEqualTo(names(ReportDecision.Kind.values()));
        assertThat(names(schema.at("/$defs/evidence/properties/kind/enum")))
                .isEqualTo(names(ReportEvidence.Kind.values()));
        assertThat(names(schema.at("/properties/phases/items/properties/kind/enum")))
                .isEqualTo(names(ReportPhase.Kind.values()));
    }

    @Test
    void twoHundredStepsAreShownDensely() {
        String html = Reports.html(ExampleRuns.large(200));
        assertThat(html).contains("class=\"plan dense\"", "class=\"timeline gantt dense\"");
        assertThat(html.length()).isLessThan(250_000);
        assertThat(Reports.html(ExampleRuns.large(5))).doesNotContain("gantt dense", "plan dense");
    }

    private static Report of(RunState state) {
        return report(state, run -> run.reason("nobody came"));
    }

    private static Report report(RunState state, Consumer<ReportRun.Builder> more) {
        return Report.create(
                "drill",
                "orders",
                ExampleReports.NOW,
                report -> report.check(CheckResult.of("canaries", Verdict.PASSED, "came back"))
                        .run(ReportRun.create("restore-test", state, more)));
    }

    private static List<String> names(Enum<?>[] values) {
        return Stream.of(values).map(Enum::name).toList();
    }

    private static List<String> names(JsonNode list) {
        return Stream.iterate(0, i -> i < list.size(), i -> i + 1)
                .map(i -> list.get(i).asText())
                .toList();
    }
}
