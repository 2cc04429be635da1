package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import org.jspecify.annotations.Nullable;

/**
 * Inputs and outputs of steps as data that a journal keeps.
 *
 * <p>Understood are text, numbers, booleans, enums, {@code Instant}, {@code Duration}, {@code LocalDate},
 * {@code ZoneId}, {@code UUID}, {@code URI}, {@code BigDecimal}, {@code BigInteger}, {@code Lsn},
 * {@code FailureDomain}, records and sealed interfaces of records, and {@code Optional}, {@code List}, {@code Set} and
 * {@code Map} (of text or enums) of these. Anything else, a {@code Secret} above all, is refused with
 * {@code INVALID_ARGUMENT}.
 */
public final class Values {

    private Values() {}

    /** Returns {@code value} as maps, lists, text, {@code Long}s, {@code Double}s, booleans and nulls. */
    public static @Nullable Object plain(Object value) {
        return ValueWriter.plain(value);
    }

    /** Returns {@code value} as canonical JSON: the same value gives the same text on every JVM. */
    public static String write(Object value) {
        return CanonicalJson.print(plain(value));
    }

    /** Reads what {@link #write} wrote. */
    public static <T> T read(String json, Class<T> type) {
        return of(CanonicalJson.parse(json), type);
    }

    /** Reads what {@link #plain} made. */
    public static <T> T of(@Nullable Object plain, Class<T> type) {
        return ValueReader.read(plain, type);
    }

    /** Refuses a type whose values could not be kept and read back, whatever they hold. */
    public static void require(Class<?> type) {
        new ValueTypes().require(type, "");
    }

    /**
     * Refuses a value that would not be the same after it was kept and read back.
     *
     * @return its canonical JSON
     */
    public static String requireRoundTrip(Object value) {
        require(value.getClass());
        String written = write(value);
        Object again = read(written, value.getClass());
        if (!write(again).equals(written)) {
            throw ValueTypes.refusal(
                    "",
                    "a " + value.getClass().getName() + " is another after it was kept and read back",
                    "Let the record's constructor and accessors take and give its components as they are.");
        }
        return written;
    }

    /** Puts a refusal into the terms of whoever gave the value. */
    static DrException inTermsOf(String operation, String where, DrException refusal) {
        return DrException.create(
                refusal.code(),
                operation,
                where + ": " + refusal.problem(),
                failure -> refusal.hint().ifPresent(failure::hint));
    }
}
