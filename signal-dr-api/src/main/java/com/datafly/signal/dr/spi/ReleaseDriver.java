package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.StoredRelease;
import java.util.List;
import java.util.Optional;

/**
 * The releases that a platform keeps, as a driver reads them. Calls that say nothing else only read, and fail as those
 * of {@link PlatformDriver} do.
 *
 * @since 0.1
 */
public interface ReleaseDriver {

    /** Lists the revisions of all releases, without their content, in the order of name and revision. */
    List<StoredRelease> stored();

    /**
     * Reads one revision with its content. The caller closes it.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if the content cannot be read
     */
    Optional<StoredRelease> read(String name, int revision);

    /**
     * Reads the objects that a manifest wants, as a JSON array in their order; a caller that may print it must leave
     * out secrets.
     *
     * @param manifest YAML documents, as the deploying software wrote them
     * @throws DrException with {@code INTEGRITY_FAILED} if they cannot be read
     */
    Secret objects(Secret manifest);

    /**
     * Reads an object as it is now, as JSON with what the platform itself adds; a caller that may print it must leave
     * out secrets.
     *
     * @return empty if it is not there
     */
    Optional<Secret> live(ObjectRef object);

    /**
     * Ends a pending operation whose runner has died: marks the revision as failed, so that another operation may
     * begin.
     *
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if the revision is in another state than
     *     {@code version}, {@code FAILED_PRECONDITION} if it is not pending, {@code NOT_FOUND} if it is not there
     */
    void unlock(String name, int revision, String version);
}
