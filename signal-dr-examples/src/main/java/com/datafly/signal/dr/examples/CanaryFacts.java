package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.verify.CanaryRow;
import com.datafly.signal.dr.verify.CanaryWriter;
import com.datafly.signal.dr.verify.DatabaseClock;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a canary writer knows when its database is gone. It would die with its process, so it is kept outside.
 *
 * @param acknowledged the rows whose commit the database acknowledged
 * @param interval the time between two of them
 * @param clockPrecision how far the translation to the database's clock may be wrong
 */
record CanaryFacts(List<CanaryRow> acknowledged, Duration interval, Duration clockPrecision) {

    static CanaryFacts of(CanaryWriter writer) {
        return new CanaryFacts(
                writer.acknowledged(),
                writer.interval(),
                writer.databaseClock().map(DatabaseClock::precision).orElse(Duration.ZERO));
    }

    /** Reads what {@link #text} wrote. */
    static CanaryFacts parse(String text) {
        List<String> lines = text.lines().toList();
        String[] head = lines.get(0).split("\t", -1);
        List<CanaryRow> rows =
                lines.stream().skip(1).map(line -> row(line.split("\t", -1))).toList();
        return new CanaryFacts(rows, Duration.parse(head[0]), Duration.parse(head[1]));
    }

    private static CanaryRow row(String[] fields) {
        return CanaryRow.of(fields[0], Long.parseLong(fields[1]), Instant.parse(fields[2]), fields[4])
                .committedBy(Instant.parse(fields[3]));
    }

    /** Returns this as text: a line for the writer, and one for each row. */
    String text() {
        return acknowledged.stream()
                .map(CanaryFacts::line)
                .collect(Collectors.joining("", interval + "\t" + clockPrecision + "\n", ""));
    }

    private static String line(CanaryRow row) {
        return String.join(
                        "\t",
                        row.series(),
                        Long.toString(row.seq()),
                        row.writtenAt().toString(),
                        row.committedBy().toString(),
                        row.nonce())
                + "\n";
    }

    /** Tells a measurement what the writer knew. */
    void addTo(RecoveryPointMeasurement.Builder known) {
        known.acknowledged(acknowledged).interval(interval).clockPrecision(clockPrecision);
    }
}
