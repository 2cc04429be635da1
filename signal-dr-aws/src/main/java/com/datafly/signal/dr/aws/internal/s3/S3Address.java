package com.datafly.signal.dr.aws.internal.s3;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.store.ObjectKeys;
import java.util.regex.Pattern;

/**
 * Where a store is.
 *
 * @param prefix what every key begins with, with a slash at its end; empty if the store is the whole bucket
 */
record S3Address(String bucket, String prefix) {

    /** S3's keys have at most 1024 bytes, those of a store 900. */
    private static final int LONGEST_PREFIX = 123;

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern IP_ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    /**
     * Reads an address's location, {@code BUCKET} or {@code BUCKET/PREFIX}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if it names no bucket that S3 could have, or its prefix is no
     *     key
     */
    static S3Address of(ResourceAddress address) {
        String location = address.location();
        int slash = location.indexOf('/');
        String bucket = slash < 0 ? location : location.substring(0, slash);
        String prefix = slash < 0 ? "" : location.substring(slash + 1).replaceFirst("/$", "");
        boolean legal = BUCKET.matcher(bucket).matches()
                && !bucket.contains("..")
                && !IP_ADDRESS.matcher(bucket).matches();
        if (!legal) {
            throw invalid(
                    address,
                    "bucket is '" + bucket + "'",
                    "Write s3:BUCKET/PREFIX; a bucket has 3 to 63 lower-case letters, digits, dots and hyphens.");
        }
        if (!prefix.isEmpty() && (prefix.length() > LONGEST_PREFIX || !ObjectKeys.isKey(prefix))) {
            throw invalid(
                    address,
                    "prefix is '" + prefix + "'",
                    "Use at most " + LONGEST_PREFIX + " letters, digits and . _ - + = @, with / between segments.");
        }
        return new S3Address(bucket, prefix.isEmpty() ? "" : prefix + "/");
    }

    /** Returns S3's name of a key. */
    String nameOf(String key) {
        return prefix + key;
    }

    /** Returns the key that S3 has under that name. */
    String keyOf(String name) {
        return name.substring(prefix.length());
    }

    @Override
    public String toString() {
        return "s3:" + bucket + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
    }

    private static DrException invalid(ResourceAddress address, String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "open " + address,
                problem,
                failure -> failure.resource(address.toString()).hint(hint));
    }
}
