package com.datafly.signal.dr.internal.report;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.report.Reports;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The published schema of the report for programs, which lies in a package that modules cannot look into. */
public final class ReportSchema {

    private ReportSchema() {}

    /** Returns the schema's text. */
    public static String text() {
        try (InputStream schema = requireNonNull(
                Reports.class.getResourceAsStream("report-v1.schema.json"), "the schema is part of the library")) {
            return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
