package com.datafly.signal.dr.internal.platform.release;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** The values that a change leads to; closing them overwrites those that were made here. */
final class SuppliedValues implements AutoCloseable {

    private final List<Secret> documents;
    private final Secret made;

    private SuppliedValues(List<Secret> documents, Secret made) {
        this.documents = documents;
        this.made = made;
    }

    /**
     * Collects them.
     *
     * @param former the values that the release has, if it is there, and the defaults of its chart
     */
    static SuppliedValues of(ReleaseChange change, Optional<ReleaseJson> former) {
        boolean kept = change.values().isEmpty();
        ObjectNode values = kept
                ? former.map(json -> json.values().deepCopy()).orElseGet(ReleaseJson.MAPPER::createObjectNode)
                : ReleaseJson.MAPPER.createObjectNode();
        JsonNode defaults =
                kept && former.isPresent() ? former.get().defaults() : ReleaseJson.MAPPER.createObjectNode();
        change.single()
                .forEach((path, value) -> ValuePath.of(path).set(values, defaults, value.<String>use(String::new)));
        Secret made = ReleaseJson.secret(values);
        return new SuppliedValues(
                change.values().map(given -> List.of(given, made)).orElseGet(() -> List.of(made)), made);
    }

    List<Secret> documents() {
        return documents;
    }

    @Override
    public void close() {
        made.close();
    }
}
