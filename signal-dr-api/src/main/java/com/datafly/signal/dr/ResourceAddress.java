package com.datafly.signal.dr;

import static java.util.Objects.requireNonNull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a resource and, by its scheme, the provider that opens it, as in {@code aws-rds:eu-west-1/datafly-postgres} or
 * {@code postgres:localhost:5432/datafly}.
 *
 * <p>An address carries no secret; passwords are given beside it.
 *
 * @param scheme the provider's scheme, in lower case
 * @param location the rest, whose form the provider defines
 * @since 0.1
 */
public record ResourceAddress(String scheme, String location) {

    private static final Pattern SHAPE = Pattern.compile("([a-z][a-z0-9+.-]{0,31}):(\\S{1,1000})");
    private static final Pattern PASSWORD = Pattern.compile("//[^/@]*:[^/@]*@");

    /**
     * Checks both parts.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if they do not form an address, or hold a password
     */
    public ResourceAddress {
        requireNonNull(scheme, "scheme");
        requireNonNull(location, "location");
        if (PASSWORD.matcher(location).find()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "read a resource address",
                    "the address of scheme '" + scheme + "' holds a password",
                    failure -> failure.hint("Leave the password out of the address and give it as a Secret."));
        }
        if (!SHAPE.matcher(scheme + ":" + location).matches()) {
            throw malformed(scheme + ":" + location);
        }
    }

    /**
     * Reads {@code scheme:location}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code text} is not of that form, or holds a password
     */
    public static ResourceAddress parse(String text) {
        Matcher matcher = SHAPE.matcher(requireNonNull(text, "text"));
        if (!matcher.matches()) {
            throw malformed(text);
        }
        return new ResourceAddress(matcher.group(1), matcher.group(2));
    }

    private static DrException malformed(String text) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "read a resource address",
                "address is '" + PASSWORD.matcher(text).replaceAll("//") + "'",
                failure ->
                        failure.hint("Write SCHEME:LOCATION without blanks, as in postgres:localhost:5432/datafly."));
    }

    @Override
    public String toString() {
        return scheme + ":" + location;
    }
}
