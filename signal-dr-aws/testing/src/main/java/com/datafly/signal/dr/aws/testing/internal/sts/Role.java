package com.datafly.signal.dr.aws.testing.internal.sts;

import java.util.Optional;
import java.util.Set;

/**
 * A role that users of the account may assume.
 *
 * @param arn its ARN
 * @param id what STS calls it
 * @param allowed the actions that are allowed to whoever assumed it
 * @param externalId what has to be told to assume it
 */
public record Role(String arn, String id, Set<String> allowed, Optional<String> externalId) {

    /** Returns its name, the last part of its ARN. */
    String name() {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }
}
