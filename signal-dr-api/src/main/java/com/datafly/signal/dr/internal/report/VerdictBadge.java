package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.verify.Verdict;
import java.util.Locale;

/** A verdict as shape, word and colour, so that none of the three has to carry the meaning alone. */
final class VerdictBadge {

    private VerdictBadge() {}

    /** Returns the CSS class that sets a verdict's colours. */
    static String cssClass(Verdict verdict) {
        return "v-" + verdict.name().toLowerCase(Locale.ROOT);
    }

    /** Writes the small badge for tables and cards. */
    static void write(Html html, Verdict verdict) {
        html.markup("<span class=\"badge " + cssClass(verdict) + "\">");
        icon(html, verdict, 14);
        html.markup(verdict.name()).markup("</span>");
    }

    /** Writes the shape alone: a tick, a cross, a question mark or an exclamation mark. */
    static void icon(Html html, Verdict verdict, int size) {
        String path = switch (verdict) {
            case PASSED -> "M6 12.5l4 4 8-9";
            case FAILED -> "M7 7l10 10M17 7L7 17";
            case UNPROVEN -> "M8.5 9.2c.3-4.6 7.2-4.3 7 .1-.1 2.8-3.5 2.7-3.5 5M12 17.9v.2";
            case ERROR -> "M12 5.8v8M12 18v.2";
        };
        html.markup("<svg class=\"icon\" viewBox=\"0 0 24 24\" width=\"" + size + "\" height=\"" + size
                + "\" aria-hidden=\"true\"><path d=\"" + path + "\"/></svg>");
    }
}
