package com.datafly.signal.dr.drill;

/** A standing in plain words. */
final class StandingWords {

    private StandingWords() {}

    static String of(DrillStanding standing) {
        DrillResult decisive = standing.decisive().orElse(null);
        DrillResult newest = standing.newest().orElse(null);
        if (decisive == null || newest == null) {
            return "never ran to an end";
        }
        String words = switch (standing.state()) {
            case PASSED -> "passed on " + decisive.finishedAt() + ", counts until " + decisive.expiresAt();
            case EXPIRED -> "passed on " + decisive.finishedAt() + ", expired on " + decisive.expiresAt();
            case FAILED -> "failed on " + decisive.finishedAt() + ": " + decisive.summary();
            case UNPROVEN -> "proved nothing on " + decisive.finishedAt() + ": " + decisive.summary();
            case ERROR -> "could not be carried out on " + decisive.finishedAt() + ": " + decisive.summary();
            case NEVER -> "never ran to an end";
        };
        return newest == decisive
                ? words
                : words + "; the last attempt, on " + newest.finishedAt() + ", was " + newest.verdict();
    }
}
