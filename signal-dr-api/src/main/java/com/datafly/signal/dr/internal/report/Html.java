package com.datafly.signal.dr.internal.report;

import java.util.Locale;

/** Writes HTML. Markup comes from this package's constants alone; every other text goes through {@link #text}. */
final class Html {

    private final StringBuilder out = new StringBuilder(16_384);

    /** Adds markup as it is: constants of this package, and numbers, never a text from a report. */
    Html markup(String trusted) {
        out.append(trusted);
        return this;
    }

    /** Adds text of any origin, escaped for content and for quoted attributes. */
    Html text(String untrusted) {
        out.append(escape(untrusted));
        return this;
    }

    /** Adds an element that holds nothing but text. */
    Html element(String name, String cssClass, String untrusted) {
        out.append('<').append(name);
        if (!cssClass.isEmpty()) {
            out.append(" class=\"").append(cssClass).append('"');
        }
        out.append('>').append(escape(untrusted)).append("</").append(name).append('>');
        return this;
    }

    /** Returns a number for an SVG attribute, with at most two decimals, whatever the default locale. */
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
    }

    static String escape(String untrusted) {
        String clean = PlainText.clean(untrusted);
        StringBuilder escaped = new StringBuilder(clean.length() + 16);
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
