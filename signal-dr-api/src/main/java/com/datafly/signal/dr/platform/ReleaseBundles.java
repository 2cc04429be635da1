package com.datafly.signal.dr.platform;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.platform.release.DefaultReleaseBundles;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Exports of releases in an object store, each encrypted as a whole. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface ReleaseBundles permits DefaultReleaseBundles {

    /**
     * Exports a release: the values, manifest and chart that run, the history with every revision that can be read, the
     * images of its objects and hooks with the digests that are known of them. Every export is an object of its own,
     * below its cluster's and its namespace's name. Where the credential may not read the cluster's id, the export says
     * so, and is told apart from others by its namespace alone.
     *
     * @throws DrException with {@code NOT_FOUND} if there is no such release, {@code INTEGRITY_FAILED} if the revision
     *     that runs cannot be read, {@code INVALID_ARGUMENT} if what is given as the chart's archive is none or is that
     *     of another chart
     */
    ReleaseBundle.Facts export(String release, ReleaseBundle.Extras extras);

    /** Returns where the exports of a release come from. */
    Set<ReleaseOrigin> origins(String release);

    /**
     * Lists the keys of the exports of a release that come from this platform, the newest last. Those from elsewhere
     * must be asked for by name, and it is refused to say that there is none if there are only those.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if there are exports, but all from elsewhere; it tells where
     *     from
     */
    List<String> keys(String release);

    /**
     * Lists the keys of the exports of a release that come from {@code from}, the newest last; the platform is not
     * asked.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if there are exports, but all from elsewhere, or
     *     {@code from} leaves open which of several namespaces is meant; it tells where they come from
     */
    List<String> keys(String release, ReleaseOrigin from);

    /**
     * Chooses the newest export of a release that comes from {@code from}, or from this platform if that is empty. One
     * cluster may export under two ids, as its credential may read them. So where none comes from there, but all come
     * from one origin alone, and from the same namespace if one is meant, the newest of these is taken, with that as a
     * doubt; and another origin's newer export from the same namespace is a doubt, too.
     *
     * @return empty if there is no export of the release
     * @throws DrException with {@code FAILED_PRECONDITION} if none comes from there and others come from several
     *     origins or another namespace, or {@code from} leaves open which of several namespaces is meant; it tells
     *     where they come from
     */
    Optional<ReleaseChoice> choose(String release, Optional<ReleaseOrigin> from);

    /**
     * Reads an export. The caller closes it.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none, {@code UNAUTHENTICATED} if it was encrypted with
     *     another key, {@code INTEGRITY_FAILED} if it is not what was written
     */
    ReleaseBundle open(String key);
}
