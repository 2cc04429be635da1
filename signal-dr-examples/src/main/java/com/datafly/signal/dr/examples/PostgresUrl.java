package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** libpq's URL, taken apart: an address that may be shown, and a password that may not. */
final class PostgresUrl {

    private static final Pattern PASSWORD = Pattern.compile("^(postgres(?:ql)?://[^:@/]+):([^@/]*)@");

    private final String address;
    private final @Nullable String password;

    private PostgresUrl(String address, @Nullable String password) {
        this.address = address;
        this.password = password;
    }

    /** Reads the URL; what is wrong with it is said by the endpoint. */
    static PostgresUrl parse(String text) {
        PostgresEndpoint.parse(text);
        Matcher matcher = PASSWORD.matcher(text);
        if (!matcher.find()) {
            return new PostgresUrl(address(text), null);
        }
        String password = URLDecoder.decode(matcher.group(2).replace("+", "%2B"), StandardCharsets.UTF_8);
        return new PostgresUrl(address(matcher.replaceFirst("$1@")), password);
    }

    private static String address(String text) {
        return text.replaceFirst("^postgresql:", "postgres:");
    }

    /** Returns the address of the database for signal-dr, without the password. */
    String address() {
        return address;
    }

    Optional<String> password() {
        return Optional.ofNullable(password);
    }
}
