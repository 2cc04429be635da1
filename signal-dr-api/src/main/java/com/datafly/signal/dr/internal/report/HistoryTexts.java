package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.report.PastRun;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Earlier runs as JSON and as Markdown. */
final class HistoryTexts {

    private HistoryTexts() {}

    static void json(ArrayNode nodes, List<PastRun> history) {
        for (PastRun run : history) {
            ObjectNode node = nodes.addObject()
                    .put("at", run.at().toString())
                    .put("name", run.name())
                    .put("verdict", run.verdict().name());
            JsonReport.duration(node, "recoveryPoint", run.recoveryPoint().orElse(null));
            JsonReport.duration(node, "recoveryTime", run.recoveryTime().orElse(null));
        }
    }

    static void markdown(Markdown out, List<PastRun> history) {
        if (history.isEmpty()) {
            return;
        }
        out.section("History");
        out.line("| When | Run | Verdict | Data lost (RPO) | Time to recover (RTO) |");
        out.line("|---|---|---|---|---|");
        for (PastRun run : history) {
            out.row(
                    Instants.minute(run.at()),
                    run.name(),
                    run.verdict().name(),
                    words(run.recoveryPoint()),
                    words(run.recoveryTime()));
        }
    }

    /** What was not measured is not zero. */
    static String words(Optional<Duration> measured) {
        return measured.map(duration -> duration.isZero() ? "none" : Durations.words(duration))
                .orElse("not measured");
    }
}
