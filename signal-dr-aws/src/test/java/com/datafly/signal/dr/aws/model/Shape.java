package com.datafly.signal.dr.aws.model;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The form of a value: of a structure, a list or a scalar.
 *
 * @param kind what it is
 * @param members a structure's members by their names on the wire
 * @param required a structure's members that have to be there
 * @param itemName what a list calls its items on the wire
 * @param item the form of a list's items
 * @param limits what a scalar is held to
 */
record Shape(
        Kind kind,
        Map<String, Shape> members,
        Set<String> required,
        String itemName,
        Optional<Shape> item,
        Limits limits) {

    enum Kind {
        STRUCTURE,
        LIST,
        TEXT,
        INTEGER,
        DECIMAL,
        FLAG,
        TIME
    }

    static Shape structure(Map<String, Shape> members, Set<String> required) {
        return new Shape(Kind.STRUCTURE, members, required, "", Optional.empty(), Limits.NONE);
    }

    static Shape list(String itemName, Shape item) {
        return new Shape(Kind.LIST, Map.of(), Set.of(), itemName, Optional.of(item), Limits.NONE);
    }

    static Shape scalar(Kind kind, Limits limits) {
        return new Shape(kind, Map.of(), Set.of(), "", Optional.empty(), limits);
    }

    /** Returns what is wrong with a scalar, if anything is. */
    Optional<String> complaint(String value) {
        String form = switch (kind) {
            case INTEGER -> "-?\\d{1,18}";
            case DECIMAL -> "-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?";
            case FLAG -> "true|false";
            case TIME -> "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z";
            default -> "(?s).*";
        };
        return value.matches(form) ? limits.complaint(value) : Optional.of("'" + value + "' is no " + kind);
    }
}
