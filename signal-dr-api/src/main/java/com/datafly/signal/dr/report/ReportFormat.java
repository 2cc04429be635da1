package com.datafly.signal.dr.report;

/**
 * What a report can be rendered as. More may be added.
 *
 * @since 0.1
 */
public enum ReportFormat {
    /** One self-contained page for people, on a screen or on paper. */
    HTML("report.html"),
    /** The whole report for programs; {@link Reports#jsonSchema()} is its JSON Schema. */
    JSON("report.json"),
    /** Text for an issue or a wiki. */
    MARKDOWN("report.md"),
    /** Test cases for a build server. */
    JUNIT_XML("report.junit.xml");

    private final String fileName;

    ReportFormat(String fileName) {
        this.fileName = fileName;
    }

    /** Returns the name of the file that {@link Reports#writeAll} writes. */
    public String fileName() {
        return fileName;
    }
}
