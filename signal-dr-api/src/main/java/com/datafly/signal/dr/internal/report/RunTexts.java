package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.journal.JournalAudit;
import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.Forecast;
import com.datafly.signal.dr.playbook.Prediction;
import com.datafly.signal.dr.report.ReportDecision;
import com.datafly.signal.dr.report.ReportRun;
import com.datafly.signal.dr.report.ReportStep;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a run's parts are called, alike in every format. Nothing here is escaped. */
final class RunTexts {

    static final String BREAK_GLASS = "BREAK GLASS";

    private RunTexts() {}

    static String sentence(BreakGlass glass) {
        return glass.principal() + " passed approvals and guards from " + Instants.second(glass.at()) + " for "
                + Durations.words(glass.ttl()) + ": " + glass.reason();
    }

    /** Returns what there is to say about the plan as a whole. */
    static Map<String, String> plan(ReportRun run) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("playbook", run.playbook() + (run.drill() ? " (drill)" : " (live)"));
        facts.put("state", words(run.state()) + (run.reason().isEmpty() ? "" : ": " + run.reason()));
        facts.put("predicted", run.forecast().map(Forecast::toString).orElse("no history"));
        run.duration().ifPresent(took -> facts.put("took", Durations.words(took) + comparison(run, took)));
        if (!run.planHash().isEmpty()) {
            facts.put("plan hash", run.planHash());
        }
        if (!run.definitionHash().isEmpty()) {
            facts.put("definition hash", run.definitionHash());
        }
        return facts;
    }

    private static String comparison(ReportRun run, Duration took) {
        if (run.forecast().filter(Forecast::isComplete).isEmpty()) {
            return "";
        }
        Forecast forecast = run.forecast().get();
        if (took.compareTo(forecast.median()) <= 0) {
            return ", no longer than half of the earlier recoveries";
        }
        return took.compareTo(forecast.p90()) <= 0 ? ", longer than usual" : ", longer than 9 of 10 earlier recoveries";
    }

    static Map<String, String> journal(ReportRun run) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("address", run.journal().isEmpty() ? "unknown" : run.journal());
        facts.put("records", Long.toString(run.head().sequence()));
        facts.put("epoch", Long.toString(run.head().epoch()));
        facts.put("head hash", run.head().hash());
        facts.put("verified", run.audit().map(RunTexts::audit).orElse("not when this was written"));
        return facts;
    }

    private static String audit(JournalAudit audit) {
        return audit.isIntact() ? "every record is as it was written" : String.join("; ", audit.problems());
    }

    static String predicted(ReportStep step) {
        Prediction prediction = step.prediction();
        if (prediction.samples() == 0) {
            return "no history";
        }
        return Durations.words(prediction.median().orElseThrow()) + " (at most "
                + Durations.words(prediction.p90().orElseThrow()) + ")";
    }

    static String took(ReportStep step) {
        return step.duration().map(Durations::words).orElse("");
    }

    static String what(ReportDecision decision) {
        return words(decision.kind()) + decision.step().map(step -> " " + step).orElse("");
    }

    static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
