package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.report.PastRun;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.Grade;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Earlier runs: one chart for the recovery time, one for the recovery point, and a table that says the same in words.
 */
final class HistorySection {

    private static final int SHOWN = 60;
    private static final double WIDTH = 1000;
    private static final double HEIGHT = 100;
    private static final double FLATTEST = 1.5;

    private final Report report;
    private final Html html;
    private final List<PastRun> runs;

    HistorySection(Report report, Html html) {
        this.report = report;
        this.html = html;
        List<PastRun> all = report.history();
        this.runs = all.subList(Math.max(0, all.size() - SHOWN), all.size());
    }

    void write() {
        if (runs.isEmpty()) {
            return;
        }
        html.markup("<section aria-labelledby=\"history\">\n<h2 id=\"history\">History</h2>\n");
        String newest = report.history().size() > SHOWN ? "The newest " + SHOWN + " earlier runs" : "Earlier runs";
        html.element("p", "lead", newest + ", from left to right. A dashed line is the objective.");
        Optional<RecoveryObjectives> promised = report.tier().map(RecoveryTier::objectives);
        html.markup("<div class=\"trends\">\n");
        chart(
                "Time to recover (RTO)",
                PastRun::recoveryTime,
                report.recoveryTime().map(Grade::objective).or(() -> promised.map(RecoveryObjectives::rto)));
        chart(
                "Data lost (RPO)",
                PastRun::recoveryPoint,
                report.recoveryPoint().map(Grade::objective).or(() -> promised.map(RecoveryObjectives::rpo)));
        html.markup("</div>\n");
        table();
        html.markup("</section>\n");
    }

    private void chart(String title, Function<PastRun, Optional<Duration>> measure, Optional<Duration> objective) {
        List<Duration> measured =
                runs.stream().flatMap(run -> measure.apply(run).stream()).toList();
        html.markup("<div class=\"card trend\">\n").element("h3", "", title);
        if (measured.isEmpty()) {
            html.markup("<p class=\"empty\">Never measured.</p>\n</div>\n");
            return;
        }
        Duration highest = Collections.max(measured);
        double top = Math.max(
                        seconds(highest), objective.map(HistorySection::seconds).orElse(0.0))
                * 1.05;
        double scale = HEIGHT / Math.max(top, 1e-9);
        html.markup("<p class=\"why\">")
                .text("Longest " + Durations.words(highest)
                        + objective
                                .map(limit -> ", objective " + (limit.isZero() ? "none" : Durations.words(limit)))
                                .orElse(""))
                .markup("</p>\n<svg viewBox=\"0 0 1000 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\">")
                .markup("<path class=\"base\" d=\"M0 99.5H1000\"/>");
        double step = WIDTH / runs.size();
        for (int i = 0; i < runs.size(); i++) {
            bar(
                    i * step,
                    Math.min(step * 0.7, 60),
                    runs.get(i),
                    measure.apply(runs.get(i)).map(d -> seconds(d) * scale));
        }
        objective.ifPresent(limit -> html.markup(
                "<path class=\"m-target\" d=\"M0 " + Html.number(HEIGHT - seconds(limit) * scale) + "H1000\"/>"));
        html.markup("</svg>\n<div class=\"ends why\" aria-hidden=\"true\"><span>")
                .text(Instants.minute(runs.get(0).at()))
                .markup("</span><span>")
                .text(Instants.minute(runs.get(runs.size() - 1).at()))
                .markup("</span></div>\n</div>\n");
    }

    /** A run of which nothing was measured has a gap, so that it is not taken for a short one. */
    private void bar(double x, double width, PastRun run, Optional<Double> height) {
        height.ifPresent(tall -> {
            double shown = Math.max(FLATTEST, tall);
            html.markup("<rect class=\"bar " + VerdictBadge.cssClass(run.verdict()) + "\" x=\"" + Html.number(x)
                    + "\" y=\"" + Html.number(HEIGHT - shown) + "\" width=\"" + Html.number(width) + "\" height=\""
                    + Html.number(shown) + "\"/>");
        });
    }

    private void table() {
        html.markup("<div class=\"scroll\"><table class=\"past\">\n<caption>Earlier runs, newest first</caption>\n"
                + "<thead><tr><th scope=\"col\">Run</th><th scope=\"col\">Verdict</th>"
                + "<th scope=\"col\" class=\"num\">RTO</th><th scope=\"col\" class=\"num\">RPO</th></tr></thead>\n"
                + "<tbody>\n");
        List<PastRun> newestFirst = new ArrayList<>(runs);
        Collections.reverse(newestFirst);
        for (PastRun run : newestFirst) {
            html.markup("<tr><th scope=\"row\">")
                    .text(run.name())
                    .markup(" <span class=\"tag\">")
                    .text(Instants.minute(run.at()))
                    .markup("</span></th><td>");
            VerdictBadge.write(html, run.verdict());
            html.markup("</td>")
                    .element("td", "num", HistoryTexts.words(run.recoveryTime()))
                    .element("td", "num", HistoryTexts.words(run.recoveryPoint()))
                    .markup("</tr>\n");
        }
        html.markup("</tbody></table></div>\n");
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
