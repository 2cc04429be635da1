package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.report.ReportPhase;
import com.datafly.signal.dr.report.ReportPhase.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The phases of a run on a common scale of time: a row for each name in a lane, a bar for each phase. */
final class TimelineSection {

    private static final int DENSE = 30;

    private final Map<String, Map<String, List<ReportPhase>>> lanes = new LinkedHashMap<>();
    private final Html html;
    private final TimeScale scale;
    private final Set<PhaseBar> shown = new LinkedHashSet<>();

    TimelineSection(List<ReportPhase> phases, Html html) {
        this.html = html;
        phases.forEach(phase -> lanes.computeIfAbsent(phase.lane(), lane -> new LinkedHashMap<>())
                .computeIfAbsent(phase.name(), name -> new ArrayList<>())
                .add(phase));
        this.scale = new TimeScale(
                phases.stream().map(ReportPhase::end).max(Duration::compareTo).orElse(Duration.ZERO));
        phases.forEach(phase -> shown.add(PhaseBar.of(phase)));
    }

    void write() {
        if (lanes.isEmpty()) {
            return;
        }
        int rows = lanes.values().stream().mapToInt(Map::size).sum();
        html.markup("<section aria-labelledby=\"timeline\">\n<h2 id=\"timeline\">Timeline</h2>\n");
        legend();
        html.markup("<table class=\"timeline gantt" + (rows > DENSE ? " dense" : "")
                        + "\">\n<caption>The phases of the run, ")
                .text(Durations.words(scale.end()))
                .markup(" in all</caption>\n<thead><tr><th scope=\"col\">Phase</th><th scope=\"col\" class=\"axis\">");
        axis();
        html.markup("</th><th scope=\"col\" class=\"num\">Begins at</th><th scope=\"col\" class=\"num\">Duration</th>"
                + "</tr></thead>\n");
        int lane = 0;
        for (Map.Entry<String, Map<String, List<ReportPhase>>> entry : lanes.entrySet()) {
            html.markup("<tbody class=\"lane l" + lane++ % 6 + "\"><tr><th scope=\"rowgroup\" colspan=\"4\">")
                    .text(entry.getKey())
                    .markup("</th></tr>\n");
            entry.getValue().forEach(this::row);
            html.markup("</tbody>\n");
        }
        html.markup("</table>\n</section>\n");
    }

    /** Says what the bars mean, unless all are the ordinary one. */
    private void legend() {
        if (shown.equals(Set.of(PhaseBar.DONE))) {
            return;
        }
        html.markup("<ul class=\"marks\">");
        for (PhaseBar bar : PhaseBar.values()) {
            if (shown.contains(bar)) {
                html.markup(
                        "<li><svg class=\"l0\" viewBox=\"0 0 28 20\" width=\"28\" height=\"20\" aria-hidden=\"true\">");
                bar.draw(html, 1, 26);
                html.markup("</svg> " + bar.meaning() + "</li>");
            }
        }
        html.markup("</ul>\n");
    }

    private void axis() {
        html.markup("<span class=\"sr\">Position in time</span><div class=\"ticks\" aria-hidden=\"true\">");
        for (Duration at : scale.labels()) {
            html.markup("<span style=\"left:" + Html.number(scale.x(at) / 10) + "%\">")
                    .text(at.isZero() ? "0" : Durations.words(at))
                    .markup("</span>");
        }
        html.markup("</div>");
    }

    private void row(String name, List<ReportPhase> phases) {
        html.markup("<tr><th scope=\"row\">").text(name);
        String remarks = remarks(phases);
        if (!remarks.isEmpty()) {
            html.markup(" ").element("span", "remark", remarks);
        }
        html.markup("</th><td class=\"plot\"><svg viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\""
                + " aria-hidden=\"true\">");
        html.markup("<path class=\"grid\" d=\"");
        scale.lines().forEach(at -> html.markup("M" + Html.number(scale.x(at)) + " 0V20"));
        html.markup("\"/>");
        for (ReportPhase phase : phases) {
            double width = scale.width(phase.duration());
            PhaseBar.of(phase).draw(html, Math.min(scale.x(phase.start()), TimeScale.WIDTH - width), width);
        }
        html.markup("</svg></td><td class=\"num begin\">")
                .text(Durations.words(phases.get(0).start()))
                .markup("</td><td class=\"num\">")
                .text(Durations.words(spent(phases)))
                .markup("</td></tr>\n");
    }

    private static String remarks(List<ReportPhase> phases) {
        Set<String> remarks = new LinkedHashSet<>();
        int attempts = phases.stream().mapToInt(ReportPhase::attempt).max().orElse(1);
        if (attempts > 1) {
            remarks.add(attempts + " attempts");
        }
        phases.forEach(phase -> remarks.addAll(PhaseWords.remarks(phase)));
        remarks.remove(phases.get(0).name());
        return String.join(", ", remarks);
    }

    /** Waiting is not work, unless there is nothing else in the row. */
    private static Duration spent(List<ReportPhase> phases) {
        List<ReportPhase> work = phases.stream()
                .filter(phase -> phase.kind() == Kind.WORK || phase.kind() == Kind.UNDO)
                .toList();
        return (work.isEmpty() ? phases : work)
                .stream().map(ReportPhase::duration).reduce(Duration.ZERO, Duration::plus);
    }
}
