package com.datafly.signal.dr.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The canaries that a database holds. Immutable.
 *
 * @since 0.1
 */
public final class CanaryReading {

    private final List<CanaryRow> rows;

    private CanaryReading(List<CanaryRow> rows) {
        List<CanaryRow> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparing(CanaryRow::series).thenComparingLong(CanaryRow::seq));
        this.rows = List.copyOf(sorted);
    }

    /** Makes a reading of rows that were read elsewhere. */
    public static CanaryReading of(List<CanaryRow> rows) {
        return new CanaryReading(rows);
    }

    /** Returns the rows, ordered by series and number. */
    public List<CanaryRow> rows() {
        return rows;
    }

    /** Returns the row that was written last. */
    public Optional<CanaryRow> newest() {
        return rows.stream().max(Comparator.comparing(CanaryRow::writtenAt));
    }

    /** Returns the numbers that are missing between the first and the last row of a series, in plain words. */
    public List<String> holes() {
        List<String> holes = new ArrayList<>();
        for (int i = 1; i < rows.size(); i++) {
            CanaryRow before = rows.get(i - 1);
            CanaryRow row = rows.get(i);
            if (before.series().equals(row.series()) && row.seq() != before.seq() + 1) {
                String numbers = before.seq() + 2 == row.seq()
                        ? "canary " + (before.seq() + 1)
                        : "canaries " + (before.seq() + 1) + " to " + (row.seq() - 1);
                holes.add(numbers + " missing between " + before.writtenAt() + " and " + row.writtenAt());
            }
        }
        return holes;
    }

    Map<String, Map<Long, CanaryRow>> bySeries() {
        Map<String, Map<Long, CanaryRow>> index = new TreeMap<>();
        rows.forEach(row ->
                index.computeIfAbsent(row.series(), series -> new TreeMap<>()).put(row.seq(), row));
        return index;
    }
}
