package com.datafly.signal.dr.k8s.internal.release;

import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Helm notes of a release beside it: enough to list it without reading it. */
final class Labels {

    static final String STATUS = "status";
    static final String MODIFIED = "modifiedAt";
    static final Map<String, String> OF_HELM = Map.of("owner", "helm");

    private static final String CREATED = "createdAt";
    private static final Set<String> OWN = Set.of("name", "owner", "version", STATUS, CREATED, MODIFIED);
    private static final Pattern OBJECT = Pattern.compile("sh\\.helm\\.release\\.v1\\.(.+)\\.v(\\d{1,9})");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");

    private Labels() {}

    /** Returns the name of the object that Helm keeps a revision in. */
    static String object(String release, int revision) {
        return "sh.helm.release.v1." + release + ".v" + revision;
    }

    /** Describes a revision; empty for what only bears Helm's label. */
    static Optional<StoredRelease> release(ObjectMeta metadata) {
        Matcher name = OBJECT.matcher(metadata.getName());
        if (!name.matches()) {
            return Optional.empty();
        }
        Map<String, String> labels = all(metadata);
        return Optional.of(StoredRelease.create(
                name.group(1), Integer.parseInt(name.group(2)), status(labels.getOrDefault(STATUS, "")), release -> {
                    release.labels(ofUsers(metadata)).storedIn(metadata.getName(), metadata.getResourceVersion());
                    release.deployed(time(labels.getOrDefault(MODIFIED, labels.get(CREATED))), null);
                }));
    }

    /** Returns the labels that are not Helm's own. */
    static Map<String, String> ofUsers(ObjectMeta metadata) {
        Map<String, String> labels = new TreeMap<>(all(metadata));
        labels.keySet().removeAll(OWN);
        return labels;
    }

    private static Map<String, String> all(ObjectMeta metadata) {
        return metadata.getLabels() == null ? Map.of() : metadata.getLabels();
    }

    static Status status(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "deployed" -> Status.DEPLOYED;
            case "superseded" -> Status.SUPERSEDED;
            case "failed" -> Status.FAILED;
            case "uninstalled" -> Status.UNINSTALLED;
            case "uninstalling" -> Status.UNINSTALLING;
            case "pending-install" -> Status.PENDING_INSTALL;
            case "pending-upgrade" -> Status.PENDING_UPGRADE;
            case "pending-rollback" -> Status.PENDING_ROLLBACK;
            default -> Status.UNKNOWN;
        };
    }

    private static @Nullable Instant time(@Nullable String seconds) {
        return seconds == null || !SECONDS.matcher(seconds).matches()
                ? null
                : Instant.ofEpochSecond(Long.parseLong(seconds));
    }
}
