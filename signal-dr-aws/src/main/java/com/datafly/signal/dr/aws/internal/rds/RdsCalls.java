package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.aws.internal.AwsErrors;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes calls whose failures are DrExceptions. */
final class RdsCalls {

    private RdsCalls() {}

    /** Makes a call that changes nothing. */
    static <T> T read(String operation, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw AwsErrors.onRead(operation, e);
        }
    }

    /** Looks something up; empty if AWS answers with one of those codes. */
    static <T> Optional<T> find(String operation, Set<String> absent, Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (SdkException e) {
            if (isOneOf(e, absent)) {
                return Optional.empty();
            }
            throw AwsErrors.onRead(operation, e);
        }
    }

    /** Makes a change. */
    static <T> T change(String operation, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw AwsErrors.onChange(operation, e);
        }
    }

    /** Makes a change; empty if AWS refuses it with one of those codes. */
    static <T> Optional<T> tryChange(String operation, Set<String> refusals, Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (SdkException e) {
            if (isOneOf(e, refusals)) {
                return Optional.empty();
            }
            throw AwsErrors.onChange(operation, e);
        }
    }

    private static boolean isOneOf(SdkException e, Set<String> codes) {
        return codes.stream().anyMatch(code -> AwsErrors.is(e, code));
    }
}
