package com.datafly.signal.dr.verify;

import com.datafly.signal.dr.verify.BaselineDifference.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Holds one capture against another, table by table. */
final class BaselineComparison {

    private final List<BaselineDifference> differences = new ArrayList<>();

    private BaselineComparison() {}

    static List<BaselineDifference> compare(Baseline expected, Baseline actual) {
        BaselineComparison comparison = new BaselineComparison();
        comparison.tables(byName(expected.tables(), TableFacts::name), byName(actual.tables(), TableFacts::name));
        comparison.sequences(
                byName(expected.sequences(), SequenceFacts::name), byName(actual.sequences(), SequenceFacts::name));
        return List.copyOf(comparison.differences);
    }

    private void tables(Map<String, TableFacts> expected, Map<String, TableFacts> actual) {
        expected.forEach((name, table) -> {
            TableFacts other = actual.get(name);
            if (other == null) {
                add(name, Kind.MISSING, "the table is missing (" + table.rows() + " rows)");
            } else {
                table(table, other);
            }
        });
        actual.forEach((name, table) -> {
            if (!expected.containsKey(name)) {
                add(name, Kind.UNEXPECTED, "the table is not in the baseline (" + table.rows() + " rows)");
            }
        });
    }

    private void table(TableFacts expected, TableFacts actual) {
        if (expected.kind() != actual.kind()) {
            add(expected.name(), Kind.DEFINITION, "was " + expected.kind() + ", is " + actual.kind());
        } else if (!expected.columns().equals(actual.columns())) {
            add(expected.name(), Kind.DEFINITION, columns(expected.columns(), actual.columns()));
        } else if (expected.rows() != actual.rows()) {
            long missing = expected.rows() - actual.rows();
            add(
                    expected.name(),
                    Kind.COUNT,
                    (missing > 0 ? missing + " rows missing" : -missing + " rows too many") + ": was " + expected.rows()
                            + ", is " + actual.rows());
        } else if (!expected.fingerprint().equals(actual.fingerprint())) {
            add(expected.name(), Kind.CONTENT, "the content differs in the same number of rows, " + expected.rows());
        }
    }

    private static String columns(List<String> expected, List<String> actual) {
        List<String> gone = without(expected, actual);
        List<String> added = without(actual, expected);
        if (gone.isEmpty() && added.isEmpty()) {
            return "the order of the columns differs";
        }
        return "columns differ: was " + gone + ", is " + added;
    }

    private static List<String> without(List<String> columns, List<String> others) {
        return columns.stream().filter(column -> !others.contains(column)).toList();
    }

    private void sequences(Map<String, SequenceFacts> expected, Map<String, SequenceFacts> actual) {
        expected.forEach((name, sequence) -> {
            SequenceFacts other = actual.get(name);
            if (other == null) {
                add(name, Kind.MISSING, "the sequence is missing");
            } else if (sequence.isAheadOf(other)) {
                add(
                        name,
                        Kind.SEQUENCE,
                        "the sequence has fallen back: was " + sequence.lastValue() + ", is " + other.lastValue());
            }
        });
    }

    private void add(String name, Kind kind, String description) {
        differences.add(new BaselineDifference(name, kind, description));
    }

    private static <T> Map<String, T> byName(List<T> list, Function<T, String> name) {
        return list.stream().collect(Collectors.toMap(name, Function.identity(), (a, b) -> a, TreeMap::new));
    }
}
