package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.report.ReportPhase;
import java.util.ArrayList;
import java.util.List;

/** What is special about a phase, in words: no colour or pattern has to carry it alone. */
final class PhaseWords {

    private PhaseWords() {}

    /** Returns the words behind a phase's name, as in {@code (attempt 2, failed)}; empty for ordinary work. */
    static String suffix(ReportPhase phase) {
        List<String> words = new ArrayList<>();
        if (phase.attempt() > 1) {
            words.add("attempt " + phase.attempt());
        }
        words.addAll(remarks(phase));
        return words.isEmpty() ? "" : " (" + String.join(", ", words) + ")";
    }

    /** Returns the words without the number of the attempt. */
    static List<String> remarks(ReportPhase phase) {
        List<String> words = new ArrayList<>();
        switch (phase.kind()) {
            case WORK -> {}
            case WAIT -> words.add("waiting for approval");
            case PAUSE -> words.add("paused");
            case UNDO -> words.add("undo");
        }
        phase.state().filter(PhaseWords::isRemarkable).ifPresent(state -> words.add(RunTexts.words(state)));
        return words;
    }

    private static boolean isRemarkable(StepState state) {
        return switch (state) {
            case SUCCEEDED, UNDONE, PENDING, WAITING_FOR_APPROVAL -> false;
            case RUNNING, REHEARSED, SKIPPED, FAILED, INDETERMINATE -> true;
        };
    }
}
