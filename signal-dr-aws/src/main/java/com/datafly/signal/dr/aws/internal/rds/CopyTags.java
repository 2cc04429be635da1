package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.rds.model.Tag;

/** The tags of a copy: by them any process knows whose it is, what it was made from, and how far it is. */
final class CopyTags {

    /** How many tags RDS keeps with a resource. */
    private static final int MOST = 50;

    private static final String SNAPSHOT = "snapshot ";
    private static final Set<String> OURS =
            Set.of(RdsTags.OPERATION, RdsTags.NAME, RdsTags.SOURCE, RdsTags.TARGET, RdsTags.SNAPSHOT, RdsTags.STATE);

    private CopyTags() {}

    /**
     * Makes the tags of a copy that is being restored. Of the source's own tags it gets as many as RDS keeps beside the
     * others.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the profile has a tag that RDS does not keep, or that is
     *     this library's own
     */
    static List<Tag> of(String operation, RestoreRequest request, Origin origin) {
        return of(operation, request, origin.address(), origin.tags());
    }

    /** Likewise, of a source with that address and those tags. */
    static List<Tag> of(String operation, RestoreRequest request, RdsAddress source, List<Tag> sourceTags) {
        Map<String, String> ours = new TreeMap<>();
        ours.put(RdsTags.OPERATION, request.key().value());
        ours.put(RdsTags.NAME, request.name());
        ours.put(RdsTags.SOURCE, source.toString());
        ours.put(RdsTags.TARGET, request.target().toString());
        ours.put(RdsTags.STATE, RdsTags.RESTORING);
        if (request.target() instanceof RecoveryTarget.AtSnapshot at) {
            ours.put(RdsTags.SNAPSHOT, at.snapshotId());
        }
        request.profile().tags().keySet().forEach(name -> requireFree(operation, name));
        ours.putAll(request.profile().tags());
        Map<String, Tag> tags = new LinkedHashMap<>();
        RdsTags.tags(ours).forEach(tag -> tags.put(tag.key(), tag));
        for (Tag inherited : RdsTags.inheritable(sourceTags)) {
            if (tags.size() < MOST) {
                tags.putIfAbsent(inherited.key(), inherited);
            }
        }
        return List.copyOf(tags.values());
    }

    /** Refuses a name that is not the caller's to give. */
    static void requireFree(String operation, String name) {
        if (OURS.contains(name) || name.startsWith(RdsTags.RESERVED)) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    operation,
                    "the name of tag '" + name + "' is taken",
                    failure -> failure.hint("Choose another: names that begin with aws: are AWS's, and by "
                            + RdsTags.OPERATION + " and its like this library knows its own work."));
        }
    }

    /** Returns the point that a copy was recovered to, if its tag says so. */
    static Optional<RecoveryTarget> target(List<Tag> tags) {
        return RdsTags.find(tags, RdsTags.TARGET).flatMap(CopyTags::parse);
    }

    private static Optional<RecoveryTarget> parse(String text) {
        if (text.equals(RecoveryTarget.latest().toString())) {
            return Optional.of(RecoveryTarget.latest());
        }
        if (text.startsWith(SNAPSHOT)) {
            return Optional.of(RecoveryTarget.snapshot(text.substring(SNAPSHOT.length())));
        }
        try {
            return Optional.of(RecoveryTarget.at(Instant.parse(text)));
        } catch (DateTimeParseException e) {
            // Somebody wrote into our tag: what is there is no target.
            return Optional.empty();
        }
    }
}
