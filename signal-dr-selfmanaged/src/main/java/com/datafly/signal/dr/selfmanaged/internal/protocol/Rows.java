package com.datafly.signal.dr.selfmanaged.internal.protocol;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result sets that a command has sent so far, each ended by its CommandComplete. */
final class Rows {

    private final List<List<Row>> sets = new ArrayList<>();
    private boolean open;
    private String lastTag = "";

    void begin() {
        sets.add(new ArrayList<>());
        open = true;
    }

    void add(Row row) throws ProtocolException {
        if (!open) {
            throw new ProtocolException("the server sent a row without a description");
        }
        sets.get(sets.size() - 1).add(row);
    }

    void complete(String tag) {
        open = false;
        lastTag = tag;
    }

    int size() {
        return sets.size();
    }

    String lastTag() {
        return lastTag;
    }

    List<Row> set(int index) throws ProtocolException {
        if (index >= sets.size()) {
            throw new ProtocolException(
                    "the server sent " + sets.size() + " results, at least " + (index + 1) + " were expected");
        }
        return Collections.unmodifiableList(sets.get(index));
    }

    /** Returns the one row of a result set. */
    Row one(int index) throws ProtocolException {
        List<Row> rows = set(index);
        if (rows.size() != 1) {
            throw new ProtocolException("the server sent " + rows.size() + " rows where one was expected");
        }
        return rows.get(0);
    }

    /** A row's values as the server sent them. */
    static final class Row {
        private final List<byte @Nullable []> values;

        Row(List<byte @Nullable []> values) {
            this.values = values;
        }

        byte @Nullable [] bytes(int column) throws IOException {
            if (column >= values.size()) {
                throw new ProtocolException("the server sent a row of " + values.size() + " columns");
            }
            return values.get(column);
        }

        @Nullable
        String find(int column) throws IOException {
            byte[] value = bytes(column);
            return value == null ? null : new String(value, StandardCharsets.UTF_8);
        }

        String text(int column) throws IOException {
            String value = find(column);
            if (value == null) {
                throw new ProtocolException("the server sent null in column " + (column + 1));
            }
            return value;
        }
    }
}
