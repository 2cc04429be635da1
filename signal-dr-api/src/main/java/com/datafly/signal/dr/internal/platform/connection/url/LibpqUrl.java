package com.datafly.signal.dr.internal.platform.connection.url;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code postgresql://user:password@host:port,host:port/database?parameters}, as libpq and many others read it; also
 * with a driver's name, as in {@code postgresql+asyncpg:}.
 */
final class LibpqUrl {

    private static final Pattern SHAPE = Pattern.compile(
            "(postgres(?:ql)?(?:\\+[A-Za-z0-9_.-]+)?://)([^/?#]*)(/[^?#]*)?(\\?([^#]*))?(#.*)?", Pattern.DOTALL);
    private static final int AUTHORITY = 2;
    private static final int DATABASE = 3;
    private static final int QUESTION = 4;
    private static final int PARAMETERS = 5;
    private static final int FRAGMENT = 6;

    private LibpqUrl() {}

    static boolean isOne(String text) {
        return text.startsWith("postgres") && text.contains("://");
    }

    /** Returns them all, also one that a parameter overrides: some driver may go there. */
    static Stream<String> hostsOf(String operation, String text) {
        Matcher url = parse(operation, text);
        String authority = url.group(AUTHORITY);
        Query query = query(operation, url);
        return Stream.of(
                        Optional.of(authority.substring(authority.indexOf('@') + 1)),
                        query.get("host"),
                        query.get("hostaddr"))
                .flatMap(Optional::stream)
                .flatMap(list -> HostList.hostsOf(operation, list));
    }

    private static Matcher parse(String operation, String text) {
        Matcher url = SHAPE.matcher(text);
        if (!url.matches() || url.group(FRAGMENT) != null) {
            throw Texts.ambiguous(operation, "it is no URL of PostgreSQL");
        }
        String authority = url.group(AUTHORITY);
        if (authority.indexOf('@') != authority.lastIndexOf('@')) {
            throw Texts.ambiguous(
                    operation, "it has several @ that are not encoded, and drivers differ in what they mean");
        }
        return url;
    }

    private static Query query(String operation, Matcher url) {
        return new Query(
                operation, url.group(PARAMETERS) == null ? "" : url.group(PARAMETERS), url.group(QUESTION) != null);
    }

    static String repoint(String operation, String text, Endpoint to) {
        Matcher url = parse(operation, text);
        String authority = url.group(AUTHORITY);
        int at = authority.indexOf('@');
        Query query = query(operation, url);
        String hosts = hosts(operation, authority.substring(at + 1), query, to);
        return url.group(1)
                + who(authority.substring(0, Math.max(at, 0)), at >= 0, query, to)
                + hosts
                + database(url.group(DATABASE), query, to)
                + query;
    }

    /** A parameter overrides what stands before it, and an address overrides a name. */
    private static String hosts(String operation, String hosts, Query query, Endpoint to) {
        query.remove("hostaddr");
        if (!query.has("host")) {
            String written = HostList.parse(operation, hosts).repointed(operation, to);
            query.get("port").ifPresent(former -> query.set("port", port(operation, former, to)));
            return written;
        }
        HostList.parse(operation, hosts);
        query.set("host", to.plainHost());
        if (to.port().isPresent() || query.has("port")) {
            query.set("port", port(operation, query.get("port").orElse(""), to));
        }
        return "";
    }

    /** Several hosts may have had a port each, and libpq wants as many ports as hosts. */
    private static String port(String operation, String former, Endpoint to) {
        return to.port().map(String::valueOf).orElseGet(() -> HostList.onePort(operation, former));
    }

    private static String who(String former, boolean there, Query query, Endpoint to) {
        if (to.user().isEmpty()) {
            return former + (there ? "@" : "");
        }
        String user = to.user().get();
        if (query.has("user")) {
            query.set("user", user);
            return former + (there ? "@" : "");
        }
        int colon = former.indexOf(':');
        return Texts.encode(user) + (colon < 0 ? "" : former.substring(colon)) + "@";
    }

    private static String database(@Nullable String former, Query query, Endpoint to) {
        String kept = former == null ? "" : former;
        if (to.database().isEmpty()) {
            return kept;
        }
        if (query.has("dbname")) {
            query.set("dbname", to.database().get());
            return kept;
        }
        return "/" + Texts.encode(to.database().get());
    }
}
