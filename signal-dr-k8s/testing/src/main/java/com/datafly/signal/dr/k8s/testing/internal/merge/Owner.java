package com.datafly.signal.dr.k8s.testing.internal.merge;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * Who owns fields, and by what: applying is another ownership than updating, even under the same name.
 *
 * @param operation {@code Apply} or {@code Update}
 * @param subresource empty for the object itself
 */
public record Owner(String manager, String operation, String apiVersion, String subresource) {

    static final String APPLY = "Apply";
    static final String UPDATE = "Update";

    /** Returns who applies. */
    public static Owner applying(String manager, String apiVersion, String subresource) {
        return new Owner(manager, APPLY, apiVersion, subresource);
    }

    /** Returns who updates. */
    public static Owner updating(String manager, String apiVersion, String subresource) {
        return new Owner(manager, UPDATE, apiVersion, subresource);
    }

    static Owner of(JsonNode entry) {
        return new Owner(
                Json.text(entry, "manager"),
                Json.text(entry, "operation"),
                Json.text(entry, "apiVersion"),
                Json.text(entry, "subresource"));
    }

    /** Tells whether both are one entry; the version does not matter to who applies. */
    boolean same(Owner other) {
        return manager.equals(other.manager)
                && operation.equals(other.operation)
                && subresource.equals(other.subresource)
                && (operation.equals(APPLY) || apiVersion.equals(other.apiVersion));
    }

    /** Returns the owner as messages of conflicts have it. */
    @Override
    public String toString() {
        String where = subresource.isEmpty() ? "" : " with subresource \"" + subresource + "\"";
        String how = operation.equals(UPDATE) ? " using " + apiVersion : "";
        return "\"" + manager + "\"" + where + how;
    }
}
