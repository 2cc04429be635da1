package com.datafly.signal.dr.aws.testing.internal.s3;

import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.s3.StoredVersion.Lock;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** A bucket and what is in it. Thread-safe; whoever looks before they write holds its monitor meanwhile. */
public final class BucketState {

    /** The id of the one version that a bucket without versioning keeps. */
    static final String NO_VERSION = "null";

    private final String name;
    private final BucketSettings settings;
    private final Clock clock;
    private final NavigableMap<String, List<StoredVersion>> objects = new TreeMap<>();
    private final NavigableMap<String, Upload> uploads = new TreeMap<>();
    private final Map<String, StoredVersion> completed = new TreeMap<>();
    private boolean denied;
    private boolean keyDisabled;

    /** Creates an empty bucket. */
    public BucketState(String name, BucketSettings settings, Clock clock) {
        this.name = name;
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns its name. */
    public String name() {
        return name;
    }

    /** Returns how it was made. */
    public BucketSettings settings() {
        return settings;
    }

    /** Denies everything to everybody from now on, or no longer. */
    public synchronized void deny(boolean deny) {
        this.denied = deny;
    }

    /** Takes the key away that encrypts the objects, or gives it back. */
    public synchronized void disableKey(boolean disable) {
        this.keyDisabled = disable;
    }

    /** Returns the keys that have a current version, in the order of their bytes. */
    public synchronized List<String> keys() {
        return objects.keySet().stream().filter(key -> current(key).isPresent()).toList();
    }

    /** Returns the ids of all versions of a key, the newest first, delete markers included. */
    public synchronized List<String> versions(String key) {
        List<String> ids = new ArrayList<>();
        history(key).forEach(version -> ids.add(0, version.id()));
        return ids;
    }

    /** Returns the ids of the multipart uploads that were neither completed nor aborted. */
    public synchronized List<String> unfinishedUploads() {
        return List.copyOf(uploads.keySet());
    }

    /** Returns the bytes of a key's current version. */
    public synchronized Optional<byte[]> content(String key) {
        return current(key).map(version -> version.content().bytes().clone());
    }

    /** Returns the headers that a key's current version was stored with. */
    public synchronized Map<String, String> headers(String key) {
        return current(key).map(StoredVersion::headers).orElse(Map.of());
    }

    /** Turns one bit over in the current version of a key, whose ETag and checksum stay. */
    public synchronized void damage(String key) {
        List<StoredVersion> history = history(key);
        history.set(history.size() - 1, history.get(history.size() - 1).damaged());
    }

    /** Writes an object as the console does. */
    public synchronized void put(String key, byte[] bytes) {
        Content content = Content.of(bytes.clone());
        store(key, content, content.etag(), Map.of("Content-Type", "application/octet-stream"), Optional.empty());
    }

    /** Returns the current version of a key, unless that is a delete marker. */
    synchronized Optional<StoredVersion> current(String key) {
        List<StoredVersion> history = history(key);
        return history.isEmpty()
                ? Optional.empty()
                : Optional.of(history.get(history.size() - 1)).filter(version -> !version.isDeleteMarker());
    }

    synchronized Optional<StoredVersion> version(String key, String id) {
        return history(key).stream().filter(version -> version.id().equals(id)).findFirst();
    }

    /** Makes bytes the current version of a key, locked as the bucket wants it. */
    synchronized StoredVersion store(
            String key,
            Content content,
            String etag,
            Map<String, String> headers,
            Optional<StoredVersion.StoredChecksum> checksum) {
        Instant now = now();
        StoredVersion version = new StoredVersion(
                newVersionId(),
                content,
                etag,
                headers,
                checksum.or(() -> Optional.of(new StoredVersion.StoredChecksum(
                        ChecksumKind.CRC64NVME, ChecksumKind.CRC64NVME.of(content.bytes()), false))),
                now,
                settings.lockMode().map(mode -> new Lock(mode, now.plus(settings.retention()))));
        add(key, version);
        return version;
    }

    /** Removes the current version, or covers it with a delete marker; returns the marker. */
    synchronized Optional<StoredVersion> remove(String key) {
        if (!settings.versioned()) {
            objects.remove(key);
            return Optional.empty();
        }
        StoredVersion marker = StoredVersion.deleteMarker(newVersionId(), now());
        add(key, marker);
        return Optional.of(marker);
    }

    /**
     * Removes one version for good.
     *
     * @throws Refusal with AccessDenied if it is locked and {@code bypass} does not help
     */
    synchronized void remove(String key, String id, boolean bypass) {
        for (StoredVersion version : List.copyOf(history(key))) {
            if (version.id().equals(id)) {
                requireUnlocked(version, bypass);
                history(key).remove(version);
            }
        }
    }

    synchronized void requireUsable() {
        if (denied) {
            throw Refusal.of("AccessDenied", 403, "Access Denied by the policy of bucket " + name);
        }
    }

    synchronized void requireKey() {
        if (settings.kmsKey().isPresent() && keyDisabled) {
            throw Refusal.of("KMS.DisabledException", settings.kmsKey().get() + " is disabled.");
        }
    }

    synchronized Map<String, Upload> uploads() {
        return uploads;
    }

    /** Returns what completed uploads made, by their ids: a repeated completion is answered as the first one was. */
    synchronized Map<String, StoredVersion> completed() {
        return completed;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private void requireUnlocked(StoredVersion version, boolean bypass) {
        boolean locked = version.lock()
                .filter(lock -> lock.until().isAfter(clock.instant()))
                .filter(lock -> !(bypass && lock.mode().equals("GOVERNANCE")))
                .isPresent();
        if (locked) {
            throw Refusal.of("AccessDenied", 403, "Access Denied because object protected by object lock.");
        }
    }

    private void add(String key, StoredVersion version) {
        List<StoredVersion> history = objects.computeIfAbsent(key, missing -> new ArrayList<>());
        if (!settings.versioned()) {
            history.clear();
        }
        history.add(version);
    }

    private List<StoredVersion> history(String key) {
        return objects.getOrDefault(key, new ArrayList<>());
    }

    private String newVersionId() {
        return settings.versioned() ? UUID.randomUUID().toString().replace("-", "") : NO_VERSION;
    }
}
