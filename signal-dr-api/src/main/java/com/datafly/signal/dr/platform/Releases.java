package com.datafly.signal.dr.platform;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.internal.platform.release.DefaultReleases;
import com.datafly.signal.dr.store.ObjectStore;
import java.nio.file.Path;
import java.util.List;

/**
 * The releases of a platform, as Helm makes them: read from where the platform keeps them, without the software that
 * made them; deployed by that software.
 *
 * <p>Reads fail as those of {@link Platform} do, with {@code UNSUPPORTED} where the platform keeps no releases, and
 * with {@code NOT_FOUND} for a release or revision that is not there. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface Releases permits DefaultReleases {

    /** Lists the newest revision of each release, without content. */
    List<StoredRelease> list();

    /** Lists the revisions of a release, oldest first, without content but with what is known of each. */
    List<StoredRelease> history(String release);

    /** Reads the revision that is deployed, or the newest if none is. The caller closes it. */
    ReleaseContent read(String release);

    /**
     * Reads one revision. The caller closes it.
     *
     * @throws DrException also with {@code INTEGRITY_FAILED} if its content cannot be read
     */
    ReleaseContent read(String release, int revision);

    /** Lists the newest revisions that the deploying software takes for operations in progress. */
    List<StoredRelease> pending();

    /**
     * Ends a pending operation whose runner has died: marks the revision as failed. Nothing else is undone; the next
     * upgrade or rollback mends what was left halfway. Never done by anything else in this library.
     *
     * @param seen the revision as {@link #pending()} told it
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if it changed since, so that its runner may
     *     live, {@code FAILED_PRECONDITION} if it is not pending
     */
    void unlock(StoredRelease seen);

    /** Compares the objects of the platform with the manifest of the revision that is deployed. */
    ReleaseDrift drift(String release);

    /**
     * Writes the values that the user supplied to {@code values-backup-DATE.yaml}, readable by the owner alone, the
     * date being that of UTC. They hold passwords in plain. A file that holds the same is left alone; another one is
     * never overwritten: a number is added.
     *
     * @return the file that holds them now
     * @throws DrException with {@code FAILED_PRECONDITION} if the folder cannot be written to
     */
    Path writeValues(String release, Path folder);

    /**
     * Returns the exports of releases in {@code store}, which the caller keeps open, as the key.
     *
     * @param prefix the beginning of their keys, as in {@code releases/}; empty for none
     * @param key 32 random bytes in base64, as {@code openssl rand -base64 32} makes them
     * @throws DrException with {@code INVALID_ARGUMENT} if the key is something else
     */
    ReleaseBundles bundles(ObjectStore store, String prefix, Secret key);

    /**
     * Looks where the values of the release that is deployed, its chart's defaults among them, are exactly
     * {@code value}.
     *
     * @return the paths, as {@link ReleaseChange.Builder#set} takes them
     */
    List<String> places(String release, Secret value);

    /**
     * Tells whether an upgrade that changes no value leaves a secret's key as it is now: neither the deployed
     * revision's manifest nor a hook of upgrades writes it, or they write what it holds. If not, the next upgrade
     * brings a former value back.
     *
     * @throws DrException also with {@code NOT_FOUND} if there is no such secret, or it has no such key
     */
    boolean keeps(String release, String secret, String key);

    /**
     * Makes a new revision of a release. A revision that carries the change's key is adopted, and its end awaited.
     *
     * @return the revision, which is deployed
     * @throws DrException with {@code FAILED_PRECONDITION} and effect {@code NONE} if an operation is pending, or the
     *     chart must be given because it has others within it; {@code CONFLICT} and effect {@code NONE} if the newest
     *     revision is not the change's base; {@code INDETERMINATE} if what became of it cannot be told; with effect
     *     {@code APPLIED} if the revision failed, or was left pending by software that has ended; and as
     *     {@link com.datafly.signal.dr.spi.ReleaseExecutor} says
     */
    StoredRelease upgrade(ReleaseChange change);

    /**
     * Installs a release that is not there.
     *
     * @throws DrException as {@link #upgrade}, and with {@code ALREADY_EXISTS} and effect {@code NONE} if it is there,
     *     {@code INVALID_ARGUMENT} if no chart is given
     */
    StoredRelease install(ReleaseChange change);

    /**
     * Installs the release of an export here, by its name, with its chart and its values.
     *
     * @param change what is different here, and the key; a chart given goes before that of the export
     * @throws DrException as {@link #install}, and with {@code FAILED_PRECONDITION} and effect {@code NONE} if the
     *     export has no chart and none is given
     */
    StoredRelease reinstall(ReleaseBundle bundle, ReleaseChange change);

    /**
     * Makes a new revision that is like an older one. If the revision after {@code base} is that already, whoever made
     * it, it is adopted; revisions that failed, as earlier attempts at this do, are passed over.
     *
     * @param change the release, its base, which is required, and how long it may take; nothing else counts
     * @throws DrException as {@link #upgrade}, and with {@code UNSUPPORTED} and effect {@code NONE} if the deploying
     *     software cannot
     */
    StoredRelease rollBack(ReleaseChange change, int toRevision);

    /**
     * Removes a release with its objects and its history. One that is not there is no failure.
     *
     * @param change the release and how long it may take; nothing else counts
     */
    void uninstall(ReleaseChange change);
}
