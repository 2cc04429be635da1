package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.report.ReportPhase;

/** How a phase looks on the timeline: by its shape as well as by its colour. */
enum PhaseBar {
    /** A bar in the lane's colour. */
    DONE("done", "bar"),
    /** A bar in the lane's colour, not filled. */
    REHEARSED("rehearsed: the action was left out", "bar hollow"),
    /** A bar across the row's height. */
    FAILED("failed", "bar failed"),
    /** A bar across the row's height. */
    INDETERMINATE("nobody can tell", "bar indeterminate"),
    /** A low bar. */
    UNDO("undo", "bar undo"),
    /** A dashed line. */
    WAIT("waiting for approval", "wait"),
    /** A dotted line. */
    PAUSE("paused", "pause");

    private final String meaning;
    private final String cssClass;

    PhaseBar(String meaning, String cssClass) {
        this.meaning = meaning;
        this.cssClass = cssClass;
    }

    static PhaseBar of(ReportPhase phase) {
        return switch (phase.kind()) {
            case WAIT -> WAIT;
            case PAUSE -> PAUSE;
            case UNDO -> failure(phase.state().orElse(StepState.UNDONE), UNDO);
            case WORK -> failure(phase.state().orElse(StepState.SUCCEEDED), DONE);
        };
    }

    private static PhaseBar failure(StepState state, PhaseBar otherwise) {
        return switch (state) {
            case FAILED -> FAILED;
            case INDETERMINATE -> INDETERMINATE;
            case REHEARSED -> REHEARSED;
            case PENDING, WAITING_FOR_APPROVAL, RUNNING, SUCCEEDED, SKIPPED, UNDONE -> otherwise;
        };
    }

    /** Returns what it means, for the legend. */
    String meaning() {
        return meaning;
    }

    /** Draws it into a picture that is 20 units high. */
    void draw(Html html, double x, double width) {
        if (this == WAIT || this == PAUSE) {
            html.markup(
                    "<path class=\"" + cssClass + "\" d=\"M" + Html.number(x) + " 10h" + Html.number(width) + "\"/>");
            return;
        }
        boolean across = this == FAILED || this == INDETERMINATE;
        double top = across ? 1 : this == UNDO ? 7 : 4;
        html.markup("<rect class=\"" + cssClass + "\" x=\"" + Html.number(x) + "\" y=\"" + Html.number(top)
                + "\" width=\"" + Html.number(width) + "\" height=\"" + Html.number(20 - 2 * top) + "\"/>");
    }
}
