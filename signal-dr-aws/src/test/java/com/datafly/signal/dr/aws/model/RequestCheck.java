package com.datafly.signal.dr.aws.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Holds one request of the query protocol against its action. */
final class RequestCheck {

    private final RequestFacts facts;
    private final Map<String, String> left;
    private final List<String> complaints = new ArrayList<>();

    private RequestCheck(RequestFacts facts, Map<String, String> parameters) {
        this.facts = facts;
        this.left = new TreeMap<>(parameters);
    }

    /** Returns what is wrong with a request. */
    static List<String> complaints(Operation operation, RequestFacts facts, Map<String, String> parameters) {
        RequestCheck check = new RequestCheck(facts, parameters);
        check.structure(operation.name(), operation.input(), "");
        check.left.keySet().forEach(name -> check.complaints.add(name + " is no member"));
        return List.copyOf(check.complaints);
    }

    private void structure(String name, Shape shape, String prefix) {
        Set<String> missing = new LinkedHashSet<>(shape.required());
        missing.addAll(facts.required(name));
        shape.members().forEach((member, form) -> {
            if (value(form, prefix + member)) {
                missing.remove(member);
            }
        });
        missing.forEach(member -> complaints.add(prefix + member + " is required and was not sent"));
    }

    private boolean value(Shape shape, String path) {
        return switch (shape.kind()) {
            case STRUCTURE -> {
                boolean sent = isSentBelow(path);
                if (sent) {
                    structure(last(path), shape, path + ".");
                }
                yield sent;
            }
            case LIST -> list(shape, path);
            default -> scalar(shape, path, last(path));
        };
    }

    /** A list that is empty is sent as its name alone. */
    private boolean list(Shape shape, String path) {
        if (left.getOrDefault(path, "none").isEmpty()) {
            left.remove(path);
            return true;
        }
        Shape item = shape.item().orElseThrow();
        String items = path + "." + shape.itemName() + ".";
        int number = 1;
        while (left.containsKey(items + number) || isSentBelow(items + number)) {
            if (item.kind() == Shape.Kind.STRUCTURE) {
                structure(shape.itemName(), item, items + number + ".");
            } else {
                scalar(item, items + number, "");
            }
            number++;
        }
        return number > 1;
    }

    private boolean scalar(Shape shape, String path, String member) {
        String value = left.remove(path);
        if (value != null) {
            shape.complaint(value)
                    .or(() -> facts.complaint(member, value))
                    .ifPresent(complaint -> complaints.add(path + ": " + complaint));
        }
        return value != null;
    }

    private boolean isSentBelow(String path) {
        return left.keySet().stream().anyMatch(name -> name.startsWith(path + "."));
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
