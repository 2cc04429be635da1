package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.internal.report.Markdown;
import com.datafly.signal.dr.internal.report.PlainText;
import java.util.List;

/** Collects Markdown. What is given as text is escaped; what is given as code stands as it is. */
final class MarkdownPage {

    private final StringBuilder out = new StringBuilder();

    MarkdownPage() {}

    static String text(String untrusted) {
        return Markdown.escape(untrusted);
    }

    /** Returns code within a line, which must not end before its end. */
    static String code(String untrusted) {
        String clean = PlainText.clean(untrusted).replace('\n', ' ');
        String fence = "`".repeat(longestRun(clean) + 1);
        return fence.length() == 1 && !clean.isEmpty() ? "`" + clean + "`" : fence + " " + clean + " " + fence;
    }

    void heading(int level, String markdown) {
        blank();
        line("#".repeat(level) + " " + markdown);
        blank();
    }

    void paragraph(String markdown) {
        line(markdown);
        blank();
    }

    void item(String markdown) {
        line("- " + markdown);
    }

    /** Adds something to be ticked off. */
    void task(String markdown) {
        line("- [ ] " + markdown);
    }

    void row(String... markdownCells) {
        line("| " + String.join(" | ", markdownCells) + " |");
    }

    void shell(List<String> lines) {
        String content = PlainText.clean(String.join("\n", lines));
        String fence = "`".repeat(Math.max(3, longestRun(content) + 1));
        line(fence + "sh");
        line(content);
        line(fence);
        blank();
    }

    void line(String markdown) {
        out.append(markdown).append('\n');
    }

    /** Adds an empty line, unless there is one. */
    void blank() {
        int end = out.length();
        if (end >= 2 && (out.charAt(end - 1) != '\n' || out.charAt(end - 2) != '\n')) {
            out.append('\n');
        }
    }

    private static int longestRun(String content) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < content.length(); i++) {
            run = content.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
