package com.datafly.signal.dr.k8s.testing.internal.api;

import java.util.List;

/** Who calls, and what it may do. */
public record User(String name, List<Right> rights) {

    /** Tells whether an action is allowed. */
    public boolean may(Right.Action action) {
        return rights.stream().anyMatch(right -> right.allows(action));
    }

    /**
     * Refuses what is not allowed.
     *
     * @throws Refusal with 403 that names the verb and the resource
     */
    public void require(Target target, String verb) {
        String namespace = namespace(target);
        Right.Action action =
                new Right.Action(verb, target.type().group(), target.permission(), namespace, target.name());
        if (!may(action) && !target.type().isQuestion()) {
            String where = namespace.isEmpty() ? "at the cluster scope" : "in the namespace \"" + namespace + "\"";
            String why = "User \"" + name + "\" cannot " + verb + " resource \"" + target.permission()
                    + "\" in API group \"" + target.type().group() + "\" " + where;
            throw Refusals.forbidden(target.type(), target.name(), why);
        }
    }

    /** A namespace is in itself: a Role there may allow to look at it. */
    private static String namespace(Target target) {
        return target.type().is("", "namespaces") ? target.name() : target.namespace();
    }
}
