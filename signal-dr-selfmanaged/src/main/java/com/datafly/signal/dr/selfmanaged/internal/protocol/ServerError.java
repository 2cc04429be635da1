package com.datafly.signal.dr.selfmanaged.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What the server says went wrong. Absent parts are empty. */
record ServerError(String sqlState, String message, String detail, String hint) {

    /** Reads an ErrorResponse: pairs of a letter and a zero-terminated text. */
    static ServerError parse(byte[] buffer, int offset, int length) {
        Map<Byte, String> fields = new HashMap<>();
        int end = offset + length;
        int at = offset;
        while (at < end && buffer[at] != 0) {
            byte name = buffer[at++];
            int start = at;
            while (at < end && buffer[at] != 0) {
                at++;
            }
            fields.put(name, new String(buffer, start, at - start, StandardCharsets.UTF_8));
            at++;
        }
        return new ServerError(field(fields, 'C'), field(fields, 'M'), field(fields, 'D'), field(fields, 'H'));
    }

    static Optional<ServerError> of(PSQLException e) {
        return Optional.ofNullable(e.getServerErrorMessage()).map(ServerError::of);
    }

    private static ServerError of(ServerErrorMessage error) {
        return new ServerError(
                text(error.getSQLState()), text(error.getMessage()), text(error.getDetail()), text(error.getHint()));
    }

    private static String field(Map<Byte, String> fields, char name) {
        return text(fields.get((byte) name));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** Returns the message with its detail, in one line. */
    String text() {
        return (detail.isEmpty() ? message : message + " (" + detail + ")").replaceAll("\\s*\\R\\s*", " ");
    }
}
