package com.datafly.signal.dr.internal.playbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A {@link DrException} as the journal keeps it: without its causes and stack, without secrets, and not too long. */
record Failure(
        ErrorCode code,
        Effect effect,
        RetryAdvice retry,
        String operation,
        String problem,
        Optional<String> resource,
        Optional<String> hint,
        Map<String, String> details) {

    private static final int LONGEST = 8_000;

    /** Takes what is to be kept of a failure. */
    static Failure of(DrException failure, Function<String, String> redactor) {
        Map<String, String> details = new LinkedHashMap<>();
        failure.details().forEach((name, value) -> details.put(name, text(value, redactor)));
        failure.requestId().ifPresent(id -> details.put("request id", text(id, redactor)));
        return new Failure(
                failure.code(),
                failure.effect(),
                failure.retry(),
                text(failure.operation(), redactor),
                text(failure.problem(), redactor),
                failure.resource().map(resource -> text(resource, redactor)),
                failure.hint().map(hint -> text(hint, redactor)),
                details);
    }

    DrException toException() {
        return DrException.create(code, operation, problem, more -> {
            more.effect(effect).retry(retry);
            resource.ifPresent(more::resource);
            hint.ifPresent(more::hint);
            details.forEach(more::detail);
        });
    }

    /** Returns what went wrong, and what to do. */
    String message() {
        return operation + ": " + problem + hint.map(text -> " (" + text + ")").orElse("");
    }

    /** Masks secrets, shortens, and mends what is no valid text. */
    static String text(String text, Function<String, String> redactor) {
        String masked = redactor.apply(text);
        String shortened = masked.length() <= LONGEST ? masked : masked.substring(0, LONGEST) + " ... (shortened)";
        return new String(shortened.getBytes(UTF_8), UTF_8);
    }
}
