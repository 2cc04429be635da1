package com.datafly.signal.dr.internal.platform.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.ReleaseDrift;
import com.datafly.signal.dr.platform.ReleaseDrift.Difference;
import com.datafly.signal.dr.platform.ReleaseDrift.Kind;
import com.datafly.signal.dr.platform.StoredRelease;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Compares a release's objects with its manifest. */
final class DriftSearch {

    private final ReleaseReads reads;

    DriftSearch(ReleaseReads reads) {
        this.reads = reads;
    }

    ReleaseDrift of(String release) {
        StoredRelease current = reads.current(release);
        JsonNode objects = wanted(current);
        List<Difference> differences = new ArrayList<>();
        objects.forEach(object -> compare(object).ifPresent(differences::add));
        return new ReleaseDrift(release, current.revision(), objects.size(), differences);
    }

    /** Reads the objects that a revision's manifest wants. */
    private JsonNode wanted(StoredRelease revision) {
        return objects(revision, ReleaseJson::manifest);
    }

    /** Reads the objects that an upgrade writes: those of the manifest, and those of the hooks that it runs. */
    JsonNode upgraded(StoredRelease revision) {
        return objects(revision, json -> json.manifest() + json.upgradeHooks());
    }

    /** Reads the objects that the hooks make which an upgrade runs. */
    JsonNode hooks(StoredRelease revision) {
        return objects(revision, ReleaseJson::upgradeHooks);
    }

    private JsonNode objects(StoredRelease revision, Function<ReleaseJson, String> documents) {
        try (StoredRelease stored = reads.stored(revision.name(), revision.revision())) {
            return reads.objects(revision.name(), documents.apply(ReleaseReads.json(stored)));
        }
    }

    private Optional<Difference> compare(JsonNode wanted) {
        ObjectRef object = name(wanted);
        try {
            Optional<JsonNode> live = reads.live(object);
            if (live.isEmpty()) {
                return Optional.of(new Difference(object, Kind.MISSING, List.of()));
            }
            List<String> fields = ObjectComparison.of(wanted, live.get());
            return fields.isEmpty() ? Optional.empty() : Optional.of(new Difference(object, Kind.CHANGED, fields));
        } catch (DrException e) {
            if (e.code() != ErrorCode.PERMISSION_DENIED
                    && e.code() != ErrorCode.INTEGRITY_FAILED
                    && e.code() != ErrorCode.UNSUPPORTED) {
                throw e;
            }
            return Optional.of(new Difference(object, Kind.UNREADABLE, List.of(e.problem())));
        }
    }

    /** An object that says no namespace is in the release's; drivers know which kinds are in none. */
    private ObjectRef name(JsonNode object) {
        return new ObjectRef(
                object.path("apiVersion").asText(""),
                object.path("kind").asText(""),
                object.path("metadata")
                        .path("namespace")
                        .asText(reads.platform().address().location()),
                object.path("metadata").path("name").asText(""));
    }
}
