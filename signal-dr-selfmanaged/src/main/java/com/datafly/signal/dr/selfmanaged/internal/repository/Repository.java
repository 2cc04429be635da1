package com.datafly.signal.dr.selfmanaged.internal.repository;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The backups and the WAL of one database cluster in an object store. Thread-safe, and safe to be used by several
 * processes; remembers nothing but the cluster's identity.
 *
 * <p>A backup exists exactly as long as its manifest does: it is written last and deleted first.
 */
public final class Repository {

    private static final String MARKER = "signal-dr-repository";
    private static final String MARKER_KIND = "repository";
    private static final String COPY = "copy";
    private static final int FORMAT = 1;
    private static final String BACKUPS = "backups/";
    private static final Pattern MANIFEST = Pattern.compile("backups/([^/]+)/manifest");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+=@-]{0,127}");
    private static final int PAGE = 1000;

    private final ObjectStore store;
    private final long systemIdentifier;
    private final String copy;

    private Repository(ObjectStore store, long systemIdentifier, String copy) {
        this.store = store;
        this.systemIdentifier = systemIdentifier;
        this.copy = copy;
    }

    /**
     * Opens the repository of a cluster, and makes it at first use.
     *
     * @param systemIdentifier the number that initdb drew for the cluster
     * @throws DrException with {@code FAILED_PRECONDITION} if the store holds another cluster's backups
     */
    public static Repository open(ObjectStore store, long systemIdentifier) {
        return open(store, systemIdentifier, "");
    }

    /**
     * Opens the repository of a cluster that may be a copy of another, and makes it at first use. A copy has the
     * identifier of its source, so only its mark keeps it from writing among its source's backups.
     *
     * @param copy the mark of the copy; empty for a cluster that is none
     * @throws DrException with {@code FENCED} if the cluster is a copy and the store holds what others have written;
     *     {@code FAILED_PRECONDITION} as above
     */
    public static Repository open(ObjectStore store, long systemIdentifier, String copy) {
        if (store.find(MARKER).isEmpty()) {
            create(store, systemIdentifier, copy);
        }
        Repository repository = openExisting(store);
        if (repository.systemIdentifier != systemIdentifier) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    "open repository " + store.address(),
                    "it holds backups of system " + Long.toUnsignedString(repository.systemIdentifier)
                            + ", but the server is system " + Long.toUnsignedString(systemIdentifier),
                    failure ->
                            failure.hint("Use another store for this server. A server that was upgraded or made anew is"
                                    + " another system."));
        }
        if (!copy.isEmpty() && !copy.equals(repository.copy)) {
            throw DrException.create(
                    ErrorCode.FENCED,
                    "open repository " + store.address(),
                    "the server is a copy, made by the restore " + copy + ", and the repository is not its own",
                    failure -> failure.hint(
                            "Give the copy a repository of its own. If it takes the place of its source for"
                                    + " good, and only then, take signal_dr.copy out of its configuration."));
        }
        return repository;
    }

    private static void create(ObjectStore store, long systemIdentifier, String copy) {
        Map<String, Object> facts = Map.of(
                "format",
                FORMAT,
                "systemIdentifier",
                Long.toUnsignedString(systemIdentifier),
                "createdAt",
                Instant.now().toString(),
                COPY,
                copy);
        try {
            store.write(MARKER, SealedObject.seal(MARKER_KIND, facts, new byte[0]), Precondition.absent());
        } catch (DrException e) {
            // Another process may have been first; an answer may have been lost: what is there now decides.
            if (e.code() != ErrorCode.CONFLICT && e.effect() != Effect.UNKNOWN) {
                throw e;
            }
        }
    }

    /**
     * Opens a repository that exists.
     *
     * @throws DrException with {@code NOT_FOUND} if the store holds none, {@code INTEGRITY_FAILED} if its marker is
     *     damaged, {@code UNSUPPORTED} if a newer library made it
     */
    public static Repository openExisting(ObjectStore store) {
        String operation = "open repository " + store.address();
        if (store.find(MARKER).isEmpty()) {
            throw DrException.create(
                    ErrorCode.NOT_FOUND, operation, "there is none", failure -> failure.hint("Check the address."));
        }
        SealedObject marker = SealedObject.read(store, MARKER);
        Object identifier = marker.facts().get("systemIdentifier");
        if (!marker.kind().equals(MARKER_KIND) || !(identifier instanceof String text)) {
            throw DrException.of(ErrorCode.INTEGRITY_FAILED, operation, MARKER + " is no repository's marker");
        }
        if (!Integer.valueOf(FORMAT).equals(marker.facts().get("format"))) {
            throw DrException.of(
                    ErrorCode.UNSUPPORTED,
                    operation,
                    "its format is " + marker.facts().get("format"));
        }
        return new Repository(
                store,
                Long.parseUnsignedLong(text),
                String.valueOf(marker.facts().getOrDefault(COPY, "")));
    }

    /** Returns the number that initdb drew for the cluster. */
    public long systemIdentifier() {
        return systemIdentifier;
    }

    /** Returns where everything is kept. */
    public ObjectStore store() {
        return store;
    }

    /**
     * Lists the backups by their manifests' headers, oldest first, without proving anything. A header that cannot be
     * read does not hide the others: it is among {@link BackupListing#damaged()}.
     */
    public BackupListing list() {
        List<BackupFacts> backups = new ArrayList<>();
        List<DrException> damaged = new ArrayList<>();
        List<String> damagedIds = new ArrayList<>();
        for (String id : ids()) {
            try {
                backups.add(BackupFacts.of(id, SealedObject.readFacts(store, manifestKey(id))));
            } catch (DrException e) {
                if (e.code() == ErrorCode.INTEGRITY_FAILED || e.code() == ErrorCode.UNSUPPORTED) {
                    damaged.add(e);
                    damagedIds.add(id);
                } else if (e.code() != ErrorCode.NOT_FOUND) {
                    throw e;
                }
            }
        }
        backups.sort(Comparator.comparing(BackupFacts::startedAt).thenComparing(BackupFacts::id));
        return new BackupListing(backups, damaged, damagedIds);
    }

    /**
     * Reads and proves all manifests, oldest first.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if one is damaged; {@link #list()} and {@link #backup} still
     *     reach the others
     */
    public List<BackupManifest> backups() {
        return ids().stream()
                .flatMap(id -> backup(id).stream())
                .sorted(Comparator.comparing(BackupManifest::startedAt).thenComparing(BackupManifest::id))
                .toList();
    }

    /**
     * Reads and proves a backup's manifest.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if it is damaged or is another backup's
     */
    public Optional<BackupManifest> backup(String id) {
        String key = manifestKey(id);
        if (store.find(key).isEmpty()) {
            return Optional.empty();
        }
        SealedObject sealed = SealedObject.read(store, key);
        BackupFacts facts = BackupFacts.of(id, sealed.facts());
        if (!sealed.kind().equals(BackupManifest.KIND)) {
            throw DrException.of(ErrorCode.INTEGRITY_FAILED, "read " + key, "it is no backup's manifest");
        }
        if (facts.systemIdentifier() != systemIdentifier) {
            throw DrException.of(ErrorCode.INTEGRITY_FAILED, "read " + key, "it is a backup of another system");
        }
        return Optional.of(ManifestJson.parse(facts, sealed.payload()));
    }

    /**
     * Makes a backup exist.
     *
     * @throws DrException with {@code ALREADY_EXISTS} and effect {@code NONE} if one of that id exists; with effect
     *     {@code UNKNOWN} if the store's answer was lost
     */
    public void add(BackupManifest manifest) {
        byte[] sealed = SealedObject.seal(BackupManifest.KIND, manifest.facts().toMap(), ManifestJson.print(manifest));
        try {
            store.write(manifestKey(manifest.id()), sealed, Precondition.absent());
        } catch (DrException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
            throw DrException.create(
                    ErrorCode.ALREADY_EXISTS,
                    "add backup " + manifest.id(),
                    "a backup of that id exists",
                    failure -> failure.cause(e));
        }
    }

    /**
     * Deletes a backup: first its manifest, so that it no longer exists, then its packs. Repetition goes on where a
     * failed call stopped; what is gone is no error. WAL stays.
     */
    public void deleteBackup(String id) {
        store.delete(manifestKey(id), Precondition.none());
        forEach(folder(id), info -> store.delete(info.key(), Precondition.none()));
    }

    /**
     * Lists the ids under which there are packs but no manifest: of backups that are being made, or whose maker died.
     * {@link #deleteBackup} removes what the dead left.
     */
    public List<String> unfinished() {
        Set<String> ids = new TreeSet<>();
        forEach(BACKUPS, info -> ids.add(info.key().split("/", 3)[1]));
        ids().forEach(ids::remove);
        return List.copyOf(ids);
    }

    static String folder(String id) {
        return BACKUPS + id + "/";
    }

    private static String manifestKey(String id) {
        requireId(id);
        return folder(id) + "manifest";
    }

    /**
     * Checks a backup's id.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if it cannot be a folder's name in every store
     */
    public static void requireId(String id) {
        if (!ID.matcher(id).matches()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "name a backup",
                    "id is '" + id + "'",
                    failure -> failure.hint("Use 1 to 128 letters, digits and . _ + = @ -, a letter or digit first."));
        }
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        forEach(BACKUPS, info -> {
            Matcher matcher = MANIFEST.matcher(info.key());
            if (matcher.matches()) {
                ids.add(matcher.group(1));
            }
        });
        return ids;
    }

    private void forEach(String prefix, Consumer<ObjectInfo> action) {
        String after = "";
        List<ObjectInfo> page;
        do {
            page = store.list(prefix, after, PAGE);
            page.forEach(action);
            after = page.isEmpty() ? after : page.get(page.size() - 1).key();
        } while (page.size() == PAGE);
    }
}
