package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.report.CanaryPoint;
import com.datafly.signal.dr.report.CanaryPoint.State;
import com.datafly.signal.dr.report.CanarySeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The canaries around the recovery point: one row for each fate, so that position tells what colour shows. */
final class CanarySection {

    private static final double WIDTH = 1000;

    private final CanarySeries canaries;
    private final Html html;
    private final Instant from;
    private final Instant to;

    CanarySection(CanarySeries canaries, Html html) {
        this.canaries = canaries;
        this.html = html;
        List<Instant> instants = new ArrayList<>(
                canaries.points().stream().map(CanaryPoint::writtenAt).toList());
        Instant first = instants.stream().min(Instant::compareTo).orElse(Instant.EPOCH);
        canaries.target().ifPresent(instants::add);
        canaries.disruptedAt().ifPresent(instants::add);
        Instant last = instants.stream().max(Instant::compareTo).orElse(first);
        Duration margin = Duration.between(first, last).dividedBy(50).plusMillis(1);
        this.from = first.minus(margin);
        this.to = last.plus(margin);
    }

    void write() {
        html.markup("<section aria-labelledby=\"canaries\">\n<h2 id=\"canaries\">Canaries</h2>\n");
        if (canaries.points().isEmpty()) {
            html.markup("<p class=\"empty\">No canary came back, so what was lost cannot be told.</p>\n</section>\n");
            return;
        }
        html.markup("<p class=\"lead\">Rows written at a steady pace before the disruption. Each stroke is one of them;"
                + " where the upper row ends, the recovered data ends.</p>\n");
        html.markup("<table class=\"timeline canaries\">\n<caption>Canaries by what became of them, from ")
                .text(Instants.second(from))
                .markup(" to ")
                .text(Instants.second(to))
                .markup("</caption>\n<thead><tr><th scope=\"col\">Canaries</th><th scope=\"col\" class=\"axis\">");
        axis();
        html.markup("</th><th scope=\"col\" class=\"num\">Number</th></tr></thead>\n<tbody>\n");
        row("came back", State.RESTORED);
        row("lost", State.LOST);
        row("left behind", State.GIVEN_UP);
        html.markup("</tbody></table>\n");
        marks();
        html.markup("</section>\n");
    }

    private void axis() {
        html.markup("<span class=\"sr\">Position in time</span><div class=\"ends\" aria-hidden=\"true\"><span>");
        html.text(Instants.time(from)).markup("</span><span>").text(Instants.time(to) + " UTC");
        html.markup("</span></div>");
    }

    private void row(String title, State state) {
        if (canaries.count(state) == 0 && state == State.GIVEN_UP) {
            return;
        }
        String name = state.name().toLowerCase(Locale.ROOT).replace('_', '-');
        html.markup("<tr class=\"c-" + name + "\"><th scope=\"row\">" + title + "</th><td class=\"plot\">"
                + "<svg viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                + "<path class=\"base\" d=\"M0 19.5H1000\"/>");
        StringBuilder strokes = new StringBuilder();
        canaries.points().stream()
                .filter(point -> point.state() == state)
                .forEach(point -> strokes.append('M')
                        .append(Html.number(x(point.writtenAt())))
                        .append(" 4V19"));
        html.markup("<path class=\"strokes\" d=\"" + (strokes.length() == 0 ? "M0 0" : strokes) + "\"/>");
        mark("target", canaries.target());
        mark("disruption", canaries.disruptedAt());
        html.markup("</svg></td><td class=\"num\">" + canaries.count(state) + "</td></tr>\n");
    }

    private void mark(String name, Optional<Instant> at) {
        at.ifPresent(
                instant -> html.markup("<path class=\"m-" + name + "\" d=\"M" + Html.number(x(instant)) + " 0V20\"/>"));
    }

    private void marks() {
        if (canaries.target().isEmpty() && canaries.disruptedAt().isEmpty()) {
            return;
        }
        html.markup("<ul class=\"marks\">");
        canaries.target().ifPresent(at -> mark("target", "Dashed line: the chosen target, ", at));
        canaries.disruptedAt().ifPresent(at -> mark("disruption", "Solid line: the disruption, ", at));
        html.markup("</ul>\n");
    }

    private void mark(String name, String title, Instant at) {
        html.markup("<li><svg viewBox=\"0 0 10 16\" width=\"10\" height=\"16\" aria-hidden=\"true\"><path class=\"m-"
                        + name + "\" d=\"M5 0V16\"/></svg> ")
                .text(title + Instants.second(at))
                .markup("</li>");
    }

    private double x(Instant instant) {
        double all = Math.max(1, Duration.between(from, to).toNanos());
        return Duration.between(from, instant).toNanos() / all * WIDTH;
    }
}
