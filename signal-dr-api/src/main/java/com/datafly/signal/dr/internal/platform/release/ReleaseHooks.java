package com.datafly.signal.dr.internal.platform.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.platform.SecretOwner;
import com.datafly.signal.dr.platform.StoredRelease;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The releases of Helm that make a secret anew by a hook, at each upgrade: it bears no mark of them. */
public final class ReleaseHooks {

    private static final String MARK = "hook ";
    private static final Set<ErrorCode> UNREADABLE = EnumSet.of(
            ErrorCode.PERMISSION_DENIED, ErrorCode.UNSUPPORTED, ErrorCode.NOT_FOUND, ErrorCode.INTEGRITY_FAILED);

    private ReleaseHooks() {}

    /** Tells whether an owner is a hook of a release that nobody knows yet. */
    public static boolean isUnknown(SecretOwner owner) {
        return owner.kind() == SecretOwner.Kind.OTHER && owner.name().startsWith(MARK);
    }

    /** Replaces such owners by the releases, where these can be read and have that hook. */
    public static List<SecretOwner> named(PlatformResource platform, String secret, List<SecretOwner> owners) {
        if (owners.stream().noneMatch(ReleaseHooks::isUnknown)) {
            return owners;
        }
        List<String> releases = making(platform, secret);
        if (releases.isEmpty()) {
            return owners;
        }
        List<SecretOwner> named = new ArrayList<>();
        releases.forEach(release -> named.add(owner(release)));
        owners.stream().filter(owner -> !isUnknown(owner)).forEach(named::add);
        return List.copyOf(named);
    }

    /** A hook is deleted and made anew, by Helm 4 as by Helm 3: nobody meets a conflict. */
    private static SecretOwner owner(String release) {
        return new SecretOwner(
                SecretOwner.Kind.HELM_3,
                release,
                SecretOwner.Overwrite.WHEN_DEPLOYED,
                "Set the new value in the values of the release too: a hook of it makes the secret anew at the next"
                        + " upgrade, with the chart's value and without a word.");
    }

    private static List<String> making(PlatformResource platform, String secret) {
        ReleaseReads reads = new ReleaseReads(platform);
        try {
            return reads.newest().stream()
                    .map(StoredRelease::name)
                    .filter(release -> makes(reads, release, secret))
                    .toList();
        } catch (DrException e) {
            if (!UNREADABLE.contains(e.code())) {
                throw e;
            }
            return List.of();
        }
    }

    private static boolean makes(ReleaseReads reads, String release, String secret) {
        for (JsonNode object : new DriftSearch(reads).hooks(reads.current(release))) {
            if (SecretText.is(object, secret)) {
                return true;
            }
        }
        return false;
    }
}
