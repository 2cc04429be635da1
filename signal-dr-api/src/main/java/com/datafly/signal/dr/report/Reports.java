package com.datafly.signal.dr.report;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.report.HtmlReport;
import com.datafly.signal.dr.internal.report.JUnitReport;
import com.datafly.signal.dr.internal.report.JsonReport;
import com.datafly.signal.dr.internal.report.MarkdownReport;
import com.datafly.signal.dr.internal.report.ReportFiles;
import com.datafly.signal.dr.internal.report.ReportSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Renders reports. The same report always gives the same text.
 *
 * @since 0.1
 */
public final class Reports {

    private Reports() {}

    /** Renders a report in a format. */
    public static String render(Report report, ReportFormat format) {
        return switch (format) {
            case HTML -> html(report);
            case JSON -> json(report);
            case MARKDOWN -> markdown(report);
            case JUNIT_XML -> junitXml(report);
        };
    }

    /** Returns one page without scripts and without a reference to anything outside of it. */
    public static String html(Report report) {
        return HtmlReport.render(report);
    }

    /**
     * Returns JSON with stable field names, instants in ISO 8601 and durations both in ISO 8601 and in seconds. What is
     * unknown is null.
     */
    public static String json(Report report) {
        return JsonReport.render(report);
    }

    /** Returns the JSON Schema (2020-12) that {@link #json} keeps to. */
    public static String jsonSchema() {
        return ReportSchema.text();
    }

    /** Returns Markdown with tables, as GitHub understands them. */
    public static String markdown(Report report) {
        return MarkdownReport.render(report);
    }

    /** Returns JUnit XML, in which UNPROVEN is a failure and ERROR an error, so that neither looks green. */
    public static String junitXml(Report report) {
        return JUnitReport.render(report);
    }

    /**
     * Writes a report in every format into a directory, which is made where it is absent. Each file is either wholly
     * the new or, if it was there, wholly the old one; none is replaced before all are written.
     *
     * @return the files, by format
     * @throws DrException with {@code UNAVAILABLE} if the directory cannot be written
     */
    public static Map<ReportFormat, Path> writeAll(Report report, Path directory) {
        Map<String, String> contents = new LinkedHashMap<>();
        Map<ReportFormat, Path> files = new LinkedHashMap<>();
        for (ReportFormat format : ReportFormat.values()) {
            contents.put(format.fileName(), render(report, format));
            files.put(format, directory.resolve(format.fileName()));
        }
        try {
            ReportFiles.write(directory, contents);
        } catch (IOException e) {
            throw DrException.create(
                    ErrorCode.UNAVAILABLE,
                    "write the report to " + directory,
                    String.valueOf(e),
                    failure ->
                            failure.cause(e).effect(Effect.UNKNOWN).hint("Check that the directory can be written."));
        }
        return files;
    }
}
