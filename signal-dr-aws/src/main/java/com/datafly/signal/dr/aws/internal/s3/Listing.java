package com.datafly.signal.dr.aws.internal.s3;

import com.datafly.signal.dr.aws.internal.AwsErrors;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectKeys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Collects a page of keys out of as many of S3's as it takes. What is no key of a store is left out. */
final class Listing {

    private static final int LARGEST_PAGE = 1000;

    private final Place place;
    private final Lookup lookup;

    Listing(Place place, Lookup lookup) {
        this.place = place;
        this.lookup = lookup;
    }

    List<ObjectInfo> list(String prefix, String after, int limit) {
        List<ObjectInfo> page = new ArrayList<>();
        @Nullable String token = null;
        do {
            ListObjectsV2Response answer = answer(prefix, after, limit - page.size(), token);
            answer.contents().stream()
                    .filter(object -> ObjectKeys.isKey(place.address().keyOf(object.key())))
                    .map(this::info)
                    .forEach(page::add);
            token = answer.nextContinuationToken();
        } while (token != null && page.size() < limit);
        return List.copyOf(page);
    }

    private ListObjectsV2Response answer(String prefix, String after, int limit, @Nullable String token) {
        ListObjectsV2Request.Builder request = ListObjectsV2Request.builder()
                .bucket(place.bucket())
                .prefix(place.nameOf(prefix))
                .maxKeys(Math.min(limit, LARGEST_PAGE))
                .continuationToken(token)
                .expectedBucketOwner(place.owner().orElse(null));
        if (!after.isEmpty()) {
            request.startAfter(place.nameOf(after));
        }
        try {
            return place.s3().listObjectsV2(request.build());
        } catch (SdkException e) {
            throw AwsErrors.onRead("list '" + prefix + "'", e);
        }
    }

    /** A listing has no metadata, so the version is asked for when it is needed. */
    private ObjectInfo info(S3Object object) {
        String key = place.address().keyOf(object.key());
        return ObjectInfo.listed(key, object.size(), () -> version(key, object), object.lastModified());
    }

    private String version(String key, S3Object listed) {
        return lookup.head("find " + key, key)
                .filter(head -> head.eTag().equals(listed.eTag()))
                .filter(head -> head.lastModified().equals(listed.lastModified()))
                .map(Versions::of)
                .orElseGet(() -> Versions.replaced(listed.eTag()));
    }
}
