package com.datafly.signal.dr.internal.platform.access;

import static java.util.stream.Collectors.groupingBy;

import com.datafly.signal.dr.platform.AccessRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rules of RBAC that allow some requests and nothing else, as short as that can be said. */
public final class Rules {

    /** When these are judged there is no name yet, or none that is sure. */
    private static final Set<String> NAMELESS = Set.of("create", "list", "watch", "deletecollection");

    private static final Comparator<Kind> ORDER = Comparator.comparing(Kind::group)
            .thenComparing(Kind::resource)
            .thenComparing(kind -> String.join(",", kind.names()));

    private Rules() {}

    /**
     * Some objects.
     *
     * @param names those alone; none for all of the resource
     */
    private record Kind(String group, String resource, Set<String> names) {}

    /**
     * One rule.
     *
     * @param first a kind that tells the group and names of all of them
     */
    private record Rule(Kind first, List<String> resources, Set<String> verbs) {

        List<String> parts() {
            List<String> parts = new ArrayList<>();
            parts.add("apiGroups: [\"" + first.group() + "\"]");
            parts.add("resources: " + list(resources));
            if (!first.names().isEmpty()) {
                parts.add("resourceNames: " + list(first.names()));
            }
            parts.add("verbs: " + list(verbs));
            return parts;
        }
    }

    /** Returns those of the namespace, or of the whole cluster, without what others of them allow as well. */
    public static List<AccessRequest> least(Collection<AccessRequest> requests, boolean namespaced) {
        return least(requests.stream()
                .filter(request -> request.namespaced() == namespaced)
                .toList());
    }

    private static List<AccessRequest> least(List<AccessRequest> requests) {
        List<AccessRequest> sayable = requests.stream()
                .map(request -> NAMELESS.contains(request.verb()) ? request.named("") : request)
                .distinct()
                .toList();
        return sayable.stream()
                .filter(request -> request.name().isEmpty() || !sayable.contains(request.named("")))
                .toList();
    }

    /** Returns the lines below {@code rules:}, kinds with the same verbs together. */
    public static List<String> lines(List<AccessRequest> requests) {
        List<String> lines = new ArrayList<>();
        rules(requests).forEach(rule -> {
            String before = "- ";
            for (String part : rule.parts()) {
                lines.add(before + part);
                before = "  ";
            }
        });
        return lines;
    }

    /** Returns the rules, each on one line, as they may be added to those of a Role. */
    public static List<String> inline(List<AccessRequest> requests) {
        return rules(requests).stream()
                .map(rule -> "- {" + String.join(", ", rule.parts()) + "}")
                .toList();
    }

    private static List<Rule> rules(List<AccessRequest> requests) {
        Map<Kind, Set<String>> verbs = new TreeMap<>(ORDER);
        named(least(requests))
                .forEach((request, names) -> verbs.computeIfAbsent(
                                new Kind(request.group(), request.resource(), names), kind -> new TreeSet<>())
                        .add(request.verb()));
        Map<String, List<Kind>> alike = new TreeMap<>();
        verbs.forEach((kind, allowed) -> alike.computeIfAbsent(
                        kind.group() + " " + kind.names() + " " + String.join(",", allowed), key -> new ArrayList<>())
                .add(kind));
        return alike.values().stream()
                .map(kinds -> new Rule(
                        kinds.get(0),
                        kinds.stream().map(Kind::resource).toList(),
                        verbs.getOrDefault(kinds.get(0), Set.of())))
                .toList();
    }

    /** Puts the names of the same verb and resource together; none where all are meant. */
    private static Map<AccessRequest, Set<String>> named(List<AccessRequest> requests) {
        return requests.stream()
                .collect(groupingBy(
                        request -> request.named(""),
                        Collectors.mapping(
                                AccessRequest::name,
                                Collectors.filtering(name -> !name.isEmpty(), Collectors.toCollection(TreeSet::new)))));
    }

    private static String list(Collection<String> words) {
        return words.stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(", ", "[", "]"));
    }
}
