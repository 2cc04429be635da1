package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.report.CanaryPoint;
import com.datafly.signal.dr.report.CanaryPoint.State;
import com.datafly.signal.dr.report.CanarySeries;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.report.ReportPhase;
import com.datafly.signal.dr.report.ReportRun;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import com.datafly.signal.dr.verify.RecoveryTimeSegment;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The report for programs, as {@code report-v1.schema.json} describes it. What is unknown is null, never absent. */
public final class JsonReport {

    private static final String SCHEMA = "urn:com.datafly.signal.dr:report-v1.schema.json";
    private static final int SCHEMA_VERSION = 1;

    private JsonReport() {}

    /** Renders a report. */
    public static String render(Report report) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ReportRun run = report.run().orElse(null);
        RunJson.breakGlass(root.putArray("breakGlass"), run);
        root.put("$schema", SCHEMA)
                .put("schemaVersion", SCHEMA_VERSION)
                .put("title", report.title())
                .put("subject", report.subject())
                .put("runId", report.runId())
                .put("verdict", report.verdict().name())
                .put("summary", report.summary())
                .put("generatedAt", report.generatedAt().toString())
                .put("expiresAt", text(report.expiresAt().orElse(null)))
                .put("tier", report.tier().map(Enum::name).orElse(null));
        grade(root, "rpo", report.recoveryPoint().orElse(null));
        grade(root, "rto", report.recoveryTime().orElse(null));
        segments(root.putArray("segments"), report.segments().orElse(null));
        RunJson.write(root, run);
        phases(root.putArray("phases"), report);
        checks(root.putArray("checks"), report);
        canaries(root, report.canaries().orElse(null));
        HistoryTexts.json(root.putArray("history"), report.history());
        ArrayNode facts = root.putArray("facts");
        report.facts()
                .forEach((section, entries) -> entries.forEach((name, value) -> facts.addObject()
                        .put("section", section)
                        .put("name", name)
                        .put("value", value)));
        report.warnings().forEach(root.putArray("warnings")::add);
        report.givenUp().forEach(root.putArray("givenUp")::add);
        pairs(root.putObject("versions"), report.versions());
        return root.toPrettyString() + "\n";
    }

    private static void grade(ObjectNode root, String name, @Nullable Grade grade) {
        if (grade == null) {
            root.putNull(name);
            return;
        }
        ObjectNode node = root.putObject(name);
        duration(node, "objective", grade.objective());
        duration(node, "achieved", grade.achieved().orElse(null));
        duration(node, "errorBar", grade.errorBar());
        node.put("verdict", grade.verdict().name()).put("summary", grade.summary());
    }

    private static void segments(ArrayNode nodes, @Nullable RecoveryTimeMeasurement measured) {
        if (measured == null) {
            return;
        }
        for (RecoveryTimeSegment segment : RecoveryTimeSegment.values()) {
            ObjectNode node = nodes.addObject().put("name", segment.name().toLowerCase(Locale.ROOT));
            duration(node, "duration", measured.segments().get(segment));
        }
    }

    private static void phases(ArrayNode nodes, Report report) {
        for (ReportPhase phase : report.phases()) {
            ObjectNode node = nodes.addObject()
                    .put("lane", phase.lane())
                    .put("name", phase.name())
                    .put("kind", phase.kind().name())
                    .put("attempt", phase.attempt())
                    .put("state", phase.state().map(Enum::name).orElse(null));
            duration(node, "start", phase.start());
            duration(node, "duration", phase.duration());
        }
    }

    private static void checks(ArrayNode nodes, Report report) {
        for (CheckResult check : report.checks()) {
            ObjectNode node = nodes.addObject()
                    .put("name", check.name())
                    .put("verdict", check.verdict().name())
                    .put("summary", check.summary())
                    .put("provesData", check.provesData());
            duration(node, "duration", check.duration());
            pairs(node.putObject("details"), check.details());
        }
    }

    private static void canaries(ObjectNode root, @Nullable CanarySeries canaries) {
        if (canaries == null) {
            root.putNull("canaries");
            return;
        }
        ObjectNode node = root.putObject("canaries")
                .put("restored", canaries.count(State.RESTORED))
                .put("lost", canaries.count(State.LOST))
                .put("givenUp", canaries.count(State.GIVEN_UP))
                .put("target", text(canaries.target().orElse(null)))
                .put("disruptedAt", text(canaries.disruptedAt().orElse(null)));
        ArrayNode points = node.putArray("points");
        for (CanaryPoint point : canaries.points()) {
            points.addObject()
                    .put("writtenAt", point.writtenAt().toString())
                    .put("state", point.state().name());
        }
    }

    /** Both forms: ISO 8601 for exactness, seconds for whoever draws a curve. */
    static void duration(ObjectNode node, String name, @Nullable Duration duration) {
        if (duration == null) {
            node.putNull(name);
            return;
        }
        BigDecimal seconds = BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
        node.putObject(name).put("iso", duration.toString()).put("seconds", seconds);
    }

    private static void pairs(ObjectNode node, Map<String, String> pairs) {
        pairs.forEach(node::put);
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
