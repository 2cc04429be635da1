package com.datafly.signal.dr.kafka.internal.http;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Gives the header {@code Authorization} of a request. Secrets are read anew each time. */
@FunctionalInterface
public interface Authorization {

    /** Returns the header's value. */
    Optional<String> header();

    /** Gives no credentials. */
    static Authorization none() {
        return Optional::empty;
    }

    /** Gives a user's name and password. */
    static Authorization basic(String user, Secret password) {
        requireNonNull(user, "user");
        requireNonNull(password, "password");
        return () -> Optional.of(password.use(chars -> {
            String pair = user + ":" + CharBuffer.wrap(chars);
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }));
    }

    /**
     * Gives a token.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if it holds what no header can, as the line feed at the end of
     *     a file
     */
    static Authorization bearer(Secret token) {
        requireNonNull(token, "token");
        if (!token.use(
                chars -> chars.length > 0 && CharBuffer.wrap(chars).chars().allMatch(c -> '!' <= c && c <= '~'))) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "use a token",
                    "the token is empty, or holds a space, a line feed or another character that no header can hold",
                    failure -> failure.hint("Read it without the line feed at the end of its file."));
        }
        return () -> Optional.of(token.use(chars -> "Bearer " + CharBuffer.wrap(chars)));
    }
}
