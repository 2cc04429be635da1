package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.platform.StoredRelease;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The releases that an {@link InMemoryPlatform} keeps. Guarded by its monitor. */
final class InMemoryReleases {

    private final Map<String, TreeMap<Integer, Entry>> entries = new TreeMap<>();
    private final Map<String, InMemoryChart> charts = new TreeMap<>();
    private final Supplier<String> versions;

    InMemoryReleases(Supplier<String> versions) {
        this.versions = versions;
    }

    /** One revision; content that is null cannot be read. */
    private record Entry(
            StoredRelease.Status status,
            String version,
            StoredRelease facts,
            @Nullable String content) {}

    void put(StoredRelease release) {
        String content =
                release.content().map(secret -> secret.use(String::new)).orElse("{}");
        entries.computeIfAbsent(release.name(), name -> new TreeMap<>())
                .put(release.revision(), new Entry(release.status(), versions.get(), release, content));
    }

    void chart(InMemoryChart chart) {
        charts.put(chart.name(), chart);
    }

    Optional<InMemoryChart> chart(String name) {
        return Optional.ofNullable(charts.get(name));
    }

    /** Lets another revision come after the one that is deployed. */
    void settle(String name) {
        Map<Integer, Entry> revisions = entries.getOrDefault(name, new TreeMap<>());
        revisions.replaceAll((revision, entry) -> entry.status == StoredRelease.Status.DEPLOYED
                ? new Entry(StoredRelease.Status.SUPERSEDED, versions.get(), entry.facts, entry.content)
                : entry);
    }

    void remove(String name) {
        entries.remove(name);
    }

    /** Lets the content of a revision be unreadable. */
    void damage(String name, int revision) {
        Entry entry = find(name, revision, "damage " + name);
        replace(name, revision, new Entry(entry.status, versions.get(), entry.facts, null));
    }

    List<StoredRelease> stored() {
        return entries.values().stream()
                .flatMap(revisions -> revisions.values().stream())
                .map(entry -> describe(entry, null))
                .toList();
    }

    Optional<StoredRelease> read(String name, int revision) {
        return look(name, revision).map(entry -> {
            if (entry.content == null) {
                throw DrException.of(
                        ErrorCode.INTEGRITY_FAILED,
                        "read revision " + revision + " of " + name,
                        "its content is not what was written");
            }
            return describe(entry, Secret.of(entry.content));
        });
    }

    void unlock(String name, int revision, String version) {
        String operation = "unlock revision " + revision + " of " + name;
        Entry entry = find(name, revision, operation);
        if (!entry.version.equals(version)) {
            throw DrException.of(ErrorCode.CONFLICT, operation, "it was changed meanwhile");
        }
        if (!entry.status.pending()) {
            throw DrException.of(ErrorCode.FAILED_PRECONDITION, operation, "it is " + entry.status);
        }
        replace(name, revision, new Entry(StoredRelease.Status.FAILED, versions.get(), entry.facts, entry.content));
    }

    private Optional<Entry> look(String name, int revision) {
        return Optional.ofNullable(entries.get(name)).map(revisions -> revisions.get(revision));
    }

    private Entry find(String name, int revision, String operation) {
        return look(name, revision)
                .orElseThrow(() -> DrException.of(ErrorCode.NOT_FOUND, operation, "there is no such revision"));
    }

    private void replace(String name, int revision, Entry entry) {
        entries.computeIfAbsent(name, key -> new TreeMap<>()).put(revision, entry);
    }

    /** Tells without the content only what the platform knows without it. */
    private static StoredRelease describe(Entry entry, @Nullable Secret content) {
        StoredRelease facts = entry.facts;
        return StoredRelease.create(facts.name(), facts.revision(), entry.status, release -> {
            release.labels(facts.labels())
                    .storedIn("sh.helm.release.v1." + facts.name() + ".v" + facts.revision(), entry.version);
            if (content != null) {
                release.chart(facts.chart().orElse(null), facts.appVersion().orElse(null))
                        .deployed(
                                facts.deployedAt().orElse(null),
                                facts.description().orElse(null))
                        .content(content);
            }
        });
    }
}
