package com.datafly.signal.dr.internal.report;

/** Writes Markdown as GitHub understands it. What is not this package's own goes through {@link #escape}. */
public final class Markdown {

    private static final String SPECIAL = "\\`*_{}[]()#+-.!|~<>&\"'@:=$^";

    private final StringBuilder out = new StringBuilder();

    /** Returns text of any origin as one line that means nothing to Markdown or HTML. */
    public static String escape(String untrusted) {
        String clean =
                PlainText.clean(untrusted).replace('\n', ' ').replace('\t', ' ').strip();
        StringBuilder escaped = new StringBuilder(clean.length() + 16);
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                default -> {
                    if (needsBackslash(clean, i)) {
                        escaped.append('\\');
                    }
                    escaped.append(c);
                }
            }
        }
        return escaped.toString();
    }

    /** Digits, hyphens and dots inside of words stay readable: they mean something at the beginning of a line only. */
    private static boolean needsBackslash(String text, int position) {
        char c = text.charAt(position);
        if (SPECIAL.indexOf(c) < 0) {
            return false;
        }
        boolean harmlessInside = "-.+()!'\"=@:#$^".indexOf(c) >= 0;
        return !harmlessInside || c == '!' || text.startsWith("://", position) || isListMark(text, position);
    }

    private static boolean isListMark(String text, int position) {
        return text.substring(0, position).chars().allMatch(Character::isDigit);
    }

    /** Begins a section. */
    void section(String title) {
        line("");
        line("## " + escape(title));
        line("");
    }

    /** Begins a table; a colon behind a title sets its column to the right. */
    void head(String... titles) {
        StringBuilder head = new StringBuilder("|");
        StringBuilder rule = new StringBuilder("|");
        for (String title : titles) {
            boolean right = title.endsWith(":");
            String words = right ? title.substring(0, title.length() - 1) : title;
            head.append(words.isEmpty() ? " |" : " " + words + " |");
            rule.append(right ? "---:|" : "---|");
        }
        line(head.toString());
        line(rule.toString());
    }

    /** Adds a row of a table, escaped. */
    void row(String... cells) {
        StringBuilder row = new StringBuilder("|");
        for (String cell : cells) {
            row.append(' ').append(escape(cell)).append(" |");
        }
        line(row.toString());
    }

    /** Adds an item of a list, escaped. */
    void item(String text) {
        line("- " + escape(text));
    }

    /** Adds an item of a list with a name, both escaped. */
    void item(String name, String value) {
        line("- " + escape(name) + ": " + escape(value));
    }

    /** Adds a line as it is. */
    void line(String text) {
        out.append(text).append('\n');
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
