package com.datafly.signal.dr.internal.platform.connection.url;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code host=... port=... dbname='...'}, as libpq reads it. What is not changed stays as it is written. */
final class LibpqKeywords {

    private static final Pattern PAIR = Pattern.compile(
            "\\s*([a-z_]+)\\s*=\\s*('(?:[^'\\\\]|\\\\.)*'|(?:[^\\s'\\\\]|\\\\.)*)(?=\\s|$)", Pattern.DOTALL);
    private static final Pattern BEGINNING = Pattern.compile("\\s*[a-z_]+\\s*=.*", Pattern.DOTALL);

    private final List<Pair> pairs = new ArrayList<>();

    private LibpqKeywords() {}

    private record Pair(String name, String written) {

        /** Returns the value of one that has nothing to escape, as a list of numbers. */
        String value() {
            return written.substring(written.indexOf('=') + 1).strip().replace("'", "");
        }

        static Pair of(String name, String value) {
            boolean plain = value.matches("[A-Za-z0-9._:-]+");
            String quoted = value.replace("\\", "\\\\").replace("'", "\\'");
            return new Pair(name, name + "=" + (plain ? value : "'" + quoted + "'"));
        }
    }

    static boolean isOne(String text) {
        return BEGINNING.matcher(text).matches() && !text.contains("://") && !text.contains(";");
    }

    static Stream<String> hostsOf(String operation, String text) {
        return parse(operation, text).pairs.stream()
                .filter(pair -> pair.name().equals("host") || pair.name().equals("hostaddr"))
                .flatMap(pair -> HostList.hostsOf(operation, pair.value()));
    }

    private static LibpqKeywords parse(String operation, String text) {
        LibpqKeywords keywords = new LibpqKeywords();
        Matcher pair = PAIR.matcher(text);
        int end = 0;
        while (pair.find()) {
            if (pair.start() != end) {
                break;
            }
            keywords.pairs.add(new Pair(pair.group(1), pair.group().strip()));
            end = pair.end();
        }
        if (end != text.length()) {
            throw Texts.ambiguous(operation, "it is no list of keywords and values of libpq");
        }
        return keywords;
    }

    static String repoint(String operation, String text, Endpoint to) {
        LibpqKeywords keywords = parse(operation, text);
        keywords.set("host", to.plainHost());
        keywords.pairs.removeIf(each -> each.name().equals("hostaddr"));
        to.port()
                .map(String::valueOf)
                .or(() -> keywords.onePort(operation))
                .ifPresent(port -> keywords.set("port", port));
        to.database().ifPresent(database -> keywords.set("dbname", database));
        to.user().ifPresent(user -> keywords.set("user", user));
        return String.join(" ", keywords.pairs.stream().map(Pair::written).toList());
    }

    /** Several hosts may have had a port each, and libpq wants as many ports as hosts; one is left as it is. */
    private Optional<String> onePort(String operation) {
        return pairs.stream()
                .filter(pair -> pair.name().equals("port"))
                .reduce((one, other) -> other)
                .map(Pair::value)
                .filter(ports -> ports.contains(","))
                .map(ports -> HostList.onePort(operation, ports));
    }

    /** The last one of a name counts, so each is set. */
    private void set(String name, String value) {
        Pair newer = Pair.of(name, value);
        if (pairs.stream().anyMatch(pair -> pair.name().equals(name))) {
            pairs.replaceAll(pair -> pair.name().equals(name) ? newer : pair);
        } else {
            pairs.add(newer);
        }
    }
}
