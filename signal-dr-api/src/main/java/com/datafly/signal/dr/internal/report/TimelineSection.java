package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.report.ReportPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The phases of a run, one bar each on a common scale of time. */
final class TimelineSection {

    private static final double WIDTH = 1000;
    private static final double NARROWEST = 3;
    private static final int TICKS = 6;
    private static final long[] STEPS_MILLIS = {
        1,
        2,
        5,
        10,
        20,
        50,
        100,
        200,
        500,
        1_000,
        2_000,
        5_000,
        10_000,
        15_000,
        30_000,
        60_000,
        120_000,
        300_000,
        600_000,
        900_000,
        1_800_000,
        3_600_000,
        7_200_000,
        14_400_000,
        28_800_000,
        86_400_000
    };

    private final Map<String, List<ReportPhase>> lanes = new LinkedHashMap<>();
    private final Html html;
    private final long step;
    private final double scale;
    private final double end;

    TimelineSection(List<ReportPhase> phases, Html html) {
        this.html = html;
        phases.forEach(phase ->
                lanes.computeIfAbsent(phase.lane(), lane -> new ArrayList<>()).add(phase));
        this.end = Math.max(
                1,
                phases.stream().mapToDouble(phase -> millis(phase.end())).max().orElse(1));
        this.step = step(end);
        this.scale = WIDTH / end;
    }

    void write() {
        if (lanes.isEmpty()) {
            return;
        }
        html.markup("<section aria-labelledby=\"timeline\">\n<h2 id=\"timeline\">Timeline</h2>\n")
                .markup("<table class=\"timeline\">\n<caption>The phases of the run, ")
                .text(Durations.words(Duration.ofMillis((long) end)))
                .markup(" in all</caption>\n<thead><tr><th scope=\"col\">Phase</th><th scope=\"col\" class=\"axis\">");
        axis();
        html.markup("</th><th scope=\"col\" class=\"num\">Begins at</th><th scope=\"col\" class=\"num\">Duration</th>"
                + "</tr></thead>\n");
        int lane = 0;
        for (Map.Entry<String, List<ReportPhase>> entry : lanes.entrySet()) {
            html.markup("<tbody class=\"lane l" + lane++ % 6 + "\"><tr><th scope=\"rowgroup\" colspan=\"4\">")
                    .text(entry.getKey())
                    .markup("</th></tr>\n");
            entry.getValue().forEach(this::row);
            html.markup("</tbody>\n");
        }
        html.markup("</table>\n</section>\n");
    }

    private void axis() {
        html.markup("<span class=\"sr\">Position in time</span><div class=\"ticks\" aria-hidden=\"true\">");
        for (double at = 0; at <= end * 0.94; at += step) {
            html.markup("<span style=\"left:" + Html.number(at / end * 100) + "%\">")
                    .text(at == 0 ? "0" : Durations.words(Duration.ofMillis((long) at)))
                    .markup("</span>");
        }
        html.markup("</div>");
    }

    private void row(ReportPhase phase) {
        double width = Math.max(NARROWEST, millis(phase.duration()) * scale);
        double x = Math.min(millis(phase.start()) * scale, WIDTH - width);
        html.markup("<tr><th scope=\"row\">").text(phase.name());
        html.markup("</th><td class=\"plot\"><svg viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\""
                + " aria-hidden=\"true\">");
        for (double at = 0; at <= end; at += step) {
            html.markup("<path class=\"grid\" d=\"M" + Html.number(at * scale) + " 0V20\"/>");
        }
        html.markup("<rect class=\"bar\" x=\"" + Html.number(x) + "\" y=\"4\" width=\"" + Html.number(width)
                + "\" height=\"12\"/></svg></td>");
        html.markup("<td class=\"num begin\">").text(Durations.words(phase.start()));
        html.markup("</td><td class=\"num\">")
                .text(Durations.words(phase.duration()))
                .markup("</td></tr>\n");
    }

    private static long step(double end) {
        for (long candidate : STEPS_MILLIS) {
            if (end / candidate <= TICKS) {
                return candidate;
            }
        }
        return (long) Math.ceil(end / TICKS / 86_400_000) * 86_400_000;
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
