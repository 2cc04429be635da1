package com.datafly.signal.dr.k8s.testing.internal.api;

import java.util.List;
import java.util.Optional;

/**
 * What a path means.
 *
 * @param namespace empty for what is in none, and for a list over all of them
 * @param name empty for a collection
 * @param subresource empty for the object itself
 */
public record Target(ResourceType type, String namespace, String name, String subresource) {

    /** Returns an object itself. */
    public static Target of(ResourceType type, String namespace, String name) {
        return new Target(type, type.namespaced() ? namespace : "", name, "");
    }

    /** Tells whether it is one object. */
    public boolean named() {
        return !name.isEmpty();
    }

    /** Returns the same object or collection under another name. */
    public Target withName(String otherName) {
        return new Target(type, namespace, otherName, subresource);
    }

    /** Returns the resource as permissions name it, as in {@code pods/log}. */
    public String permission() {
        return subresource.isEmpty() ? type.plural() : type.plural() + "/" + subresource;
    }

    /**
     * Understands a path.
     *
     * @return empty if it is no path to a resource
     * @throws Refusal if the kind of resource is not known
     */
    public static Optional<Target> of(List<String> segments, ResourceTypes types) {
        if (segments.size() > 2 && segments.get(0).equals("api")) {
            return Optional.of(rest("", segments.get(1), segments.subList(2, segments.size()), types));
        }
        if (segments.size() > 3 && segments.get(0).equals("apis")) {
            List<String> rest = segments.subList(3, segments.size());
            return Optional.of(rest(segments.get(1), segments.get(2), rest, types));
        }
        return Optional.empty();
    }

    private static Target rest(String group, String version, List<String> rest, ResourceTypes types) {
        boolean inNamespace = rest.size() > 2
                && rest.get(0).equals("namespaces")
                && !(group.isEmpty() && List.of("status", "finalize").contains(rest.get(2)));
        String namespace = inNamespace ? rest.get(1) : "";
        List<String> path = inNamespace ? rest.subList(2, rest.size()) : rest;
        ResourceType type = types.find(group, version, path.get(0)).orElseThrow(Refusals::noSuchResource);
        String name = path.size() > 1 ? path.get(1) : "";
        String subresource = path.size() > 2 ? path.get(2) : "";
        boolean misplaced = type.namespaced() ? !inNamespace && !name.isEmpty() : inNamespace;
        boolean unknown = !subresource.isEmpty() && !type.subresources().contains(subresource);
        if (misplaced || unknown || path.size() > 3) {
            throw Refusals.noSuchResource();
        }
        return new Target(type, namespace, name, subresource);
    }
}
