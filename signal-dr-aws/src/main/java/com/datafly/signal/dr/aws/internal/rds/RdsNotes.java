package com.datafly.signal.dr.aws.internal.rds;

import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.rds.RdsClient;

/** Writes tags onto what is there already. */
final class RdsNotes {

    private RdsNotes() {}

    /** Sets and removes tags of this library. Repetition does no harm. */
    static void write(RdsClient rds, String operation, String arn, Map<String, String> set, Set<String> remove) {
        if (!set.isEmpty()) {
            var tags = RdsTags.tags(set);
            RdsCalls.change(
                    operation,
                    () -> rds.addTagsToResource(call -> call.resourceName(arn).tags(tags)));
        }
        if (!remove.isEmpty()) {
            var keys = remove.stream().map(RdsTags::key).toList();
            RdsCalls.change(
                    operation,
                    () -> rds.removeTagsFromResource(
                            call -> call.resourceName(arn).tagKeys(keys)));
        }
    }
}
