package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.report.CanaryPoint.State;
import com.datafly.signal.dr.report.CanarySeries;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import com.datafly.signal.dr.verify.RecoveryTimeSegment;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The two numbers that a reader came for, each against its promise. */
final class ObjectiveCards {

    private static final double WIDTH = 1000;

    private final Report report;
    private final Html html;

    ObjectiveCards(Report report, Html html) {
        this.report = report;
        this.html = html;
    }

    void write() {
        html.markup("<section class=\"objectives\" aria-label=\"Objectives\">\n");
        card("Data lost", "RPO", report.recoveryPoint().orElse(null));
        card("Time to recover", "RTO", report.recoveryTime().orElse(null));
        html.markup("</section>\n");
    }

    private void card(String title, String name, @Nullable Grade grade) {
        html.markup("<div class=\"card objective\">\n<h2>").text(title).markup(" <abbr>" + name + "</abbr></h2>\n");
        if (grade == null) {
            html.markup("<p class=\"achieved unknown\">not measured</p>\n<p class=\"of\">No objective was set.</p>\n");
        } else {
            achieved(grade);
            gauge(grade);
            html.markup("<p class=\"of\">Objective: <strong>")
                    .text(objective(grade))
                    .markup("</strong> ");
            VerdictBadge.write(html, grade.verdict());
            html.markup("</p>\n")
                    .element("p", "why", upperFirst(grade.summary()) + ".")
                    .markup("\n");
        }
        if (name.equals("RTO")) {
            report.segments().ifPresent(this::segments);
        } else {
            report.canaries().ifPresent(this::canaries);
        }
        html.markup("</div>\n");
    }

    private void achieved(Grade grade) {
        Duration achieved = grade.achieved().orElse(null);
        if (achieved == null) {
            html.markup("<p class=\"achieved unknown\">unknown</p>\n");
            return;
        }
        boolean partial = grade.name().equals("RTO") && isPartial();
        html.markup("<p class=\"achieved\">" + (partial ? "<small>at least</small> " : ""))
                .element("span", "nowrap", achieved.isZero() ? "none" : Durations.words(achieved));
        if (!grade.errorBar().isZero()) {
            html.markup(" <small>±")
                    .text(" " + Durations.words(grade.errorBar()))
                    .markup("</small>");
        }
        html.markup("</p>\n");
    }

    private boolean isPartial() {
        return report.segments().filter(segments -> segments.total().isEmpty()).isPresent();
    }

    private static String objective(Grade grade) {
        return grade.objective().isZero() ? "none" : "at most " + Durations.words(grade.objective());
    }

    /** The bar is what was achieved, the line is the objective; the longer of the two sets the scale. */
    private void gauge(Grade grade) {
        double objective = seconds(grade.objective());
        double achieved = grade.achieved().map(ObjectiveCards::seconds).orElse(-1.0);
        if (achieved < 0 || objective <= 0) {
            return;
        }
        double scale = WIDTH / (Math.max(objective, achieved) * 1.02);
        double bar = Math.max(4, achieved * scale);
        String label =
                Durations.words(grade.achieved().orElse(Duration.ZERO)) + " of " + Durations.words(grade.objective());
        html.markup("<svg class=\"gauge " + VerdictBadge.cssClass(grade.verdict())
                        + "\" viewBox=\"0 0 1000 14\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"")
                .text(label)
                .markup("\"><rect class=\"track\" x=\"0\" y=\"3\" width=\"1000\" height=\"8\"/>"
                        + "<rect class=\"bar\" x=\"0\" y=\"3\" width=\"" + Html.number(bar) + "\" height=\"8\"/>"
                        + "<path class=\"mark\" d=\"M" + Html.number(objective * scale) + " 0V14\"/></svg>\n");
    }

    private void segments(RecoveryTimeMeasurement measured) {
        double total = Math.max(seconds(measured.known()), 0.001);
        html.markup(
                "<svg class=\"segments\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        double x = 0;
        for (RecoveryTimeSegment segment : RecoveryTimeSegment.values()) {
            Duration duration = measured.segments().get(segment);
            if (duration != null && !duration.isZero()) {
                double width = seconds(duration) / total * WIDTH;
                html.markup("<rect class=\"s-" + name(segment) + "\" x=\"" + Html.number(x) + "\" y=\"0\" width=\""
                        + Html.number(Math.max(width - 3, 2)) + "\" height=\"10\"/>");
                x += width;
            }
        }
        html.markup("</svg>\n<table class=\"legend\"><caption>Recovery time by segment</caption><tbody>");
        for (RecoveryTimeSegment segment : RecoveryTimeSegment.values()) {
            Duration duration = measured.segments().get(segment);
            html.markup("<tr><th scope=\"row\"><span class=\"key s-" + name(segment) + "\"></span>" + name(segment)
                    + "</th><td class=\"num\">");
            html.text(duration == null ? "not measured" : Durations.words(duration))
                    .markup("</td></tr>");
        }
        html.markup("</tbody></table>\n");
    }

    private static String name(RecoveryTimeSegment segment) {
        return segment.name().toLowerCase(Locale.ROOT);
    }

    private void canaries(CanarySeries canaries) {
        html.markup("<table class=\"legend apart\"><caption>What the loss is measured by</caption><tbody>");
        canaries.newestRestored().ifPresent(at -> fact("newest row that came back", Instants.milli(at)));
        canaries.target().ifPresent(at -> fact("chosen target", Instants.milli(at)));
        canaries.disruptedAt().ifPresent(at -> fact("disruption", Instants.milli(at)));
        fact("canary rows that came back", Long.toString(canaries.count(State.RESTORED)));
        fact("canary rows lost", Long.toString(canaries.count(State.LOST)));
        if (canaries.count(State.GIVEN_UP) > 0) {
            fact("canary rows left behind on purpose", Long.toString(canaries.count(State.GIVEN_UP)));
        }
        html.markup("</tbody></table>\n");
    }

    private void fact(String name, String value) {
        html.markup("<tr><th scope=\"row\">" + name + "</th>")
                .element("td", "num", value)
                .markup("</tr>");
    }

    private static String upperFirst(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
