package com.datafly.signal.dr.internal.platform.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.ReleaseContent;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.datafly.signal.dr.spi.ReleaseDriver;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads the releases of one platform. */
final class ReleaseReads {

    private final PlatformResource platform;

    ReleaseReads(PlatformResource platform) {
        this.platform = platform;
    }

    PlatformResource platform() {
        return platform;
    }

    /** Lists the newest revision of each release. */
    Collection<StoredRelease> newest() {
        TreeMap<String, StoredRelease> newest = new TreeMap<>();
        read("list the releases of " + platform.address(), ReleaseDriver::stored)
                .forEach(release -> newest.merge(
                        release.name(), release, (one, other) -> one.revision() > other.revision() ? one : other));
        return newest.values();
    }

    /** Lists the revisions of a release, oldest first; none if it is not there. */
    List<StoredRelease> revisions(String release) {
        return read("list the revisions of " + release, ReleaseDriver::stored).stream()
                .filter(stored -> stored.name().equals(release))
                .sorted(Comparator.comparingInt(StoredRelease::revision))
                .toList();
    }

    /** Lists them with what their content tells, but without it; of those that cannot be read, what is known. */
    List<StoredRelease> history(String release) {
        return required(release).stream().map(this::described).toList();
    }

    List<StoredRelease> required(String release) {
        List<StoredRelease> revisions = revisions(release);
        if (revisions.isEmpty()) {
            throw missing(release);
        }
        return revisions;
    }

    StoredRelease described(StoredRelease listed) {
        try (StoredRelease read = stored(listed.name(), listed.revision())) {
            return StoredRelease.create(read.name(), read.revision(), read.status(), facts -> {
                facts.labels(listed.labels())
                        .chart(read.chart().orElse(null), read.appVersion().orElse(null))
                        .deployed(
                                read.deployedAt().orElse(null),
                                read.description().orElse(null));
                listed.storedIn()
                        .ifPresent(object ->
                                facts.storedIn(object, listed.version().orElse("")));
            });
        } catch (DrException e) {
            if (e.code() != ErrorCode.INTEGRITY_FAILED && e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            return listed;
        }
    }

    /** Returns the revision that is deployed, or the newest if none is. */
    StoredRelease current(String release) {
        List<StoredRelease> revisions = required(release);
        return revisions.stream()
                .filter(one -> one.status() == Status.DEPLOYED)
                .reduce((one, other) -> other)
                .orElseGet(() -> revisions.get(revisions.size() - 1));
    }

    /** Reads a revision with its content. The caller closes it. */
    StoredRelease stored(String release, int revision) {
        return read("read revision " + revision + " of " + release, driver -> driver.read(release, revision))
                .orElseThrow(() -> missing("revision " + revision + " of " + release));
    }

    /** Reads what a revision consists of. The caller closes it. */
    ReleaseContent content(String release, int revision) {
        StoredRelease stored = stored(release, revision);
        try {
            ReleaseJson json = json(stored);
            return ReleaseContent.of(
                    stored, Secret.of(YamlText.of(json.values())), Secret.of(json.manifest()), json.subcharts());
        } catch (RuntimeException e) {
            stored.close();
            throw e;
        }
    }

    static ReleaseJson json(StoredRelease stored) {
        Secret content = stored.content()
                .orElseThrow(() -> new IllegalStateException("the driver gave " + stored + " without its content"));
        return ReleaseJson.of(stored.toString(), content);
    }

    /** Reads the objects that a manifest wants. */
    JsonNode objects(String release, String manifest) {
        String operation = "read the manifest of " + release;
        try (Secret text = Secret.of(manifest);
                Secret objects = read(operation, driver -> driver.objects(text))) {
            return ReleaseJson.read(operation, objects);
        }
    }

    /** Reads an object as it is now. */
    Optional<JsonNode> live(ObjectRef object) {
        Optional<Secret> live = read("read " + object, driver -> driver.live(object));
        return live.map(json -> {
            try (json) {
                return ReleaseJson.read(object.toString(), json);
            }
        });
    }

    <T> T read(String operation, Function<ReleaseDriver, T> call) {
        return platform.read(
                operation, driver -> call.apply(driver.releases().orElseThrow(() -> unsupported(operation))));
    }

    private DrException unsupported(String operation) {
        return platform.refusal(
                ErrorCode.UNSUPPORTED, operation, "the platform keeps no releases", "Use what deployed the product.");
    }

    private DrException missing(String what) {
        return platform.refusal(
                ErrorCode.NOT_FOUND,
                "look up " + what,
                "there is none",
                "Releases.list() has those that are kept here; another storage than the platform's is not read.");
    }
}
