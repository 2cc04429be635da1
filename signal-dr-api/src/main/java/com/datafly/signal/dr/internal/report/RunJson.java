package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.Forecast;
import com.datafly.signal.dr.playbook.Prediction;
import com.datafly.signal.dr.report.ReportDecision;
import com.datafly.signal.dr.report.ReportEvidence;
import com.datafly.signal.dr.report.ReportRun;
import com.datafly.signal.dr.report.ReportStep;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The run's part of the report for programs. */
final class RunJson {

    private RunJson() {}

    /** Adds who broke the glass: it has to be the document's beginning. */
    static void breakGlass(ArrayNode nodes, @Nullable ReportRun run) {
        if (run == null) {
            return;
        }
        for (BreakGlass glass : run.breakGlass()) {
            ObjectNode node = nodes.addObject()
                    .put("by", glass.principal())
                    .put("at", glass.at().toString())
                    .put("reason", glass.reason());
            JsonReport.duration(node, "heldFor", glass.ttl());
        }
    }

    static void write(ObjectNode root, @Nullable ReportRun run) {
        if (run == null) {
            root.putNull("run");
            return;
        }
        ObjectNode node = root.putObject("run")
                .put("playbook", run.playbook())
                .put("state", run.state().name())
                .put("reason", run.reason())
                .put("drill", run.drill())
                .put("definitionHash", run.definitionHash())
                .put("planHash", run.planHash());
        JsonReport.duration(node, "duration", run.duration().orElse(null));
        forecast(node, run.forecast().orElse(null));
        ArrayNode steps = node.putArray("steps");
        run.steps().forEach(step -> step(steps.addObject(), step));
        ArrayNode decisions = node.putArray("decisions");
        run.decisions().forEach(decision -> decision(decisions.addObject(), decision));
        ArrayNode evidence = node.putArray("evidence");
        run.evidence().forEach(found -> evidence(evidence.addObject(), found));
        run.orphans().forEach(node.putArray("orphans")::add);
        journal(node, run);
    }

    private static void forecast(ObjectNode root, @Nullable Forecast forecast) {
        if (forecast == null) {
            root.putNull("forecast");
            return;
        }
        ObjectNode node = root.putObject("forecast");
        JsonReport.duration(node, "median", forecast.median());
        JsonReport.duration(node, "p90", forecast.p90());
        forecast.criticalPath().forEach(node.putArray("criticalPath")::add);
        forecast.withoutHistory().forEach(node.putArray("withoutHistory")::add);
    }

    private static void step(ObjectNode node, ReportStep step) {
        node.put("id", step.id())
                .put("title", step.title())
                .put("action", step.action())
                .put("kind", step.kind().name())
                .put("state", step.state().name())
                .put("attempts", step.attempts())
                .put("failure", step.failure());
        step.after().forEach(node.putArray("after")::add);
        step.changes().forEach(node.putArray("changes")::add);
        JsonReport.duration(node, "duration", step.duration().orElse(null));
        Prediction prediction = step.prediction();
        ObjectNode predicted = node.putObject("predicted")
                .put("basis", prediction.basis().name())
                .put("samples", prediction.samples());
        JsonReport.duration(predicted, "median", prediction.median().orElse(null));
        JsonReport.duration(predicted, "p90", prediction.p90().orElse(null));
    }

    private static void decision(ObjectNode node, ReportDecision decision) {
        node.put("at", decision.at().toString())
                .put("kind", decision.kind().name())
                .put("by", decision.by())
                .put("step", decision.step().orElse(null))
                .put("reason", decision.reason());
    }

    private static void evidence(ObjectNode node, ReportEvidence found) {
        node.put("at", found.at().toString())
                .put("kind", found.kind().name())
                .put("step", found.step())
                .put("finding", found.finding())
                .put("verdict", found.verdict().map(Enum::name).orElse(null));
    }

    private static void journal(ObjectNode root, ReportRun run) {
        ObjectNode node = root.putObject("journal")
                .put("address", run.journal())
                .put("records", run.head().sequence())
                .put("epoch", run.head().epoch())
                .put("hash", run.head().hash());
        node.put("intact", run.audit().map(audit -> audit.isIntact()).orElse(null));
        ArrayNode problems = node.putArray("problems");
        run.audit().ifPresent(audit -> audit.problems().forEach(problems::add));
    }
}
