package com.datafly.signal.dr.internal.verify;

/**
 * Something that the examination of a relation brought up.
 *
 * @param relation schema and name
 * @param place block, offset and column as far as known, or empty
 * @param message the server's words
 */
public record AmcheckFinding(String relation, String place, String message) {
    @Override
    public String toString() {
        return relation + (place.isEmpty() ? "" : " " + place) + ": " + message;
    }
}
