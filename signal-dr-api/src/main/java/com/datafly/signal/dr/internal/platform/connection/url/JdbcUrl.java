package com.datafly.signal.dr.internal.platform.connection.url;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code jdbc:postgresql://host:port,host:port/database?parameters}, also with a wrapper's name in between. */
final class JdbcUrl {

    private static final Pattern SHAPE = Pattern.compile(
            "(jdbc:(?:[A-Za-z0-9_.-]+:)*postgresql:)(//[^/?]*)?" + "(/?)([^?]*)(\\?(.*))?", Pattern.DOTALL);
    private static final int HOSTS = 2;
    private static final int DATABASE = 4;
    private static final int QUESTION = 5;
    private static final int PARAMETERS = 6;

    /** Parameters that pgjdbc takes for the host, the port and the name. */
    private static final List<String> OVERRIDES = List.of("PGHOST", "PGPORT", "PGDBNAME", "service");

    private JdbcUrl() {}

    static boolean isOne(String text) {
        return text.startsWith("jdbc:");
    }

    static Stream<String> hostsOf(String operation, String text) {
        return HostList.hostsOf(operation, hosts(parse(operation, text)));
    }

    private static Matcher parse(String operation, String text) {
        Matcher url = SHAPE.matcher(text);
        if (!url.matches()) {
            throw Texts.ambiguous(operation, "it is no JDBC URL of PostgreSQL");
        }
        return url;
    }

    private static String hosts(Matcher url) {
        return url.group(HOSTS) == null ? "" : url.group(HOSTS).substring(2);
    }

    static String repoint(String operation, String text, Endpoint to) {
        Matcher url = parse(operation, text);
        Query query = new Query(
                operation, url.group(PARAMETERS) == null ? "" : url.group(PARAMETERS), url.group(QUESTION) != null);
        for (String override : OVERRIDES) {
            if (query.has(override)) {
                throw Texts.ambiguous(operation, "its parameter " + override + " says where it leads besides its host");
            }
        }
        to.user().ifPresent(user -> query.set("user", user));
        String database = to.database().map(Texts::encode).orElse(url.group(DATABASE));
        return url.group(1) + "//" + HostList.parse(operation, hosts(url)).repointed(operation, to) + "/" + database
                + query;
    }
}
