package com.datafly.signal.dr.selfmanaged;

import com.datafly.signal.dr.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code postgresql://} addresses. Error messages never repeat the text, for it may hold a password. */
final class EndpointUri {

    private static final String HINT = "Write postgresql://user:password@host:5432/database?sslmode=verify-full, with"
            + " special characters percent-encoded.";
    private static final Pattern SHAPE =
            Pattern.compile("postgres(?:ql)?://(?:(?<user>[^:@/]+)(?::(?<password>[^@/]*))?@)?"
                    + "(?<host>\\[[0-9A-Fa-f:.]+]|[^:@/,?]*)(?::(?<port>[0-9]{1,5}))?"
                    + "(?:/(?<database>[^?/]*))?(?:\\?(?<options>.*))?");

    private EndpointUri() {}

    static PostgresEndpoint parse(String uri) {
        Matcher matcher = SHAPE.matcher(uri);
        if (!matcher.matches()) {
            throw PostgresEndpoint.invalid("the address has not the form postgresql://user@host:port/database", HINT);
        }
        String user = decode(matcher.group("user"));
        if (user == null) {
            throw PostgresEndpoint.invalid("the address names no user", HINT);
        }
        String host = matcher.group("host").replaceAll("[\\[\\]]", "");
        String database = decode(matcher.group("database"));
        String port = matcher.group("port");
        PostgresEndpoint.Builder builder = new PostgresEndpoint.Builder(
                host.isEmpty() ? "localhost" : host,
                port == null ? 5432 : Integer.parseInt(port),
                database == null || database.isEmpty() ? user : database,
                user);
        String password = decode(matcher.group("password"));
        if (password != null) {
            builder.password(Secret.of(password));
        }
        String options = matcher.group("options");
        if (options != null && !options.isEmpty()) {
            for (String option : options.split("&", -1)) {
                apply(builder, option);
            }
        }
        return builder.build();
    }

    private static void apply(PostgresEndpoint.Builder builder, String option) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? option : option.substring(0, equals);
        String value = decode(option.substring(equals + 1));
        if (equals < 0 || value == null || value.isEmpty()) {
            throw PostgresEndpoint.invalid("option " + name + " has no value", HINT);
        }
        switch (name) {
            case "sslmode" -> builder.sslMode(value);
            case "sslrootcert" -> builder.sslRootCertificate(Path.of(value));
            case "sslcert" -> builder.sslCertificate(Path.of(value));
            case "sslkey" -> builder.sslKey(Path.of(value));
            case "channel_binding" -> builder.channelBinding(value);
            case "connect_timeout" -> builder.connectTimeout(seconds(value));
            case "host" -> builder.socketDirectory(Path.of(value));
            default ->
                throw PostgresEndpoint.invalid(
                        "option " + name + " is not known",
                        "Use sslmode, sslrootcert, sslcert, sslkey, channel_binding, connect_timeout, or host (a"
                                + " socket's directory).");
        }
    }

    private static Duration seconds(String value) {
        if (!value.matches("[0-9]{1,6}")) {
            throw PostgresEndpoint.invalid("option connect_timeout is '" + value + "'", "Give whole seconds.");
        }
        return Duration.ofSeconds(Integer.parseInt(value));
    }

    private static @Nullable String decode(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw PostgresEndpoint.invalid("the address has a broken percent-encoding", HINT);
        }
    }
}
