package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What steps give, as the journal keeps it: JSON in which secrets are masked. */
final class Outputs {

    /** A record of a journal holds at most a mebibyte, and a character may take several bytes. */
    static final int LONGEST = 150_000;

    /** What is longer is kept compressed, in numbers of eight bytes and at most twenty digits. */
    private static final int MOST_NUMBERS = 25_000;

    private Outputs() {}

    /**
     * Turns an output into JSON.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if it is of another type, cannot be kept, or is too long
     */
    static String keep(@Nullable Object output, Class<?> type, Function<String, String> redactor) {
        if (!type.isInstance(output)) {
            throw refusal("it is "
                    + (output == null ? "null" : "a " + output.getClass().getName()) + ", not a " + type.getName());
        }
        String json = CanonicalJson.print(masked(Values.plain(output), redactor));
        if (json.length() > LONGEST && LongText.pack(json).size() > MOST_NUMBERS) {
            throw refusal("it has " + json.length() + " characters, and " + LONGEST + " are kept, or "
                    + MOST_NUMBERS * Long.BYTES + " bytes compressed");
        }
        return json;
    }

    /** Masks the secrets in every text of plain data. */
    static @Nullable Object masked(@Nullable Object plain, Function<String, String> redactor) {
        if (plain instanceof String text) {
            return redactor.apply(text);
        }
        if (plain instanceof List<?> list) {
            return list.stream().map(value -> masked(value, redactor)).toList();
        }
        if (plain instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((name, value) -> copy.put(redactor.apply(String.valueOf(name)), masked(value, redactor)));
            return copy;
        }
        return plain;
    }

    private static DrException refusal(String problem) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "keep a step's output",
                problem,
                failure -> failure.hint("Let the action give what others need of its work, and no more."));
    }
}
