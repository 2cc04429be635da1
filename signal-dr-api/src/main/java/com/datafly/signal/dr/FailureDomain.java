package com.datafly.signal.dr;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What fails together: a host, a region, a cluster, a directory.
 *
 * <p>As text it reads {@code kind:name}, as in {@code host:db1}, {@code region:aws:eu-west-1}, {@code cluster:prod} or
 * {@code path:/var/lib/postgresql/data}. A path is lost with every directory above it; other domains are lost alone.
 *
 * @since 0.1
 */
public final class FailureDomain {

    private static final String PATH = "path";
    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private final String kind;
    private final String name;

    private FailureDomain(String kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /**
     * Creates a domain.
     *
     * @param kind up to 32 lower-case letters, digits and hyphens, as in {@code host}
     * @param name any text that identifies the domain among its kind; of a {@code path}, an absolute path
     * @throws DrException with {@code INVALID_ARGUMENT} if one of them is not of that shape
     */
    public static FailureDomain of(String kind, String name) {
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
        if (!KIND.matcher(kind).matches()) {
            throw invalid(
                    "kind is '" + kind + "'", "Use 1 to 32 lower-case letters, digits and hyphens, as in host:db1.");
        }
        if (name.isBlank()) {
            throw invalid("the name of the " + kind + " is empty", "Name the " + kind + ", as in host:db1.");
        }
        if (!kind.equals(PATH)) {
            return new FailureDomain(kind, name);
        }
        if (!name.startsWith("/")) {
            throw invalid("path is '" + name + "'", "Use an absolute path, as in path:/var/lib/postgresql/data.");
        }
        return new FailureDomain(PATH, withoutTrailingSlash(name));
    }

    /**
     * Reads {@code kind:name}; the name may hold further colons.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the text is not of that shape
     */
    public static FailureDomain parse(String text) {
        requireNonNull(text, "text");
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw invalid("'" + text + "' has no colon", "Use kind:name, as in host:db1 or region:aws:eu-west-1.");
        }
        return of(text.substring(0, colon), text.substring(colon + 1));
    }

    /**
     * Returns the domain of what has this address: of {@code file:/backups/a} the path {@code /backups/a}; of any
     * other, as in {@code s3:bucket}, a domain of the kind {@code address} with the whole text as its name.
     */
    public static FailureDomain ofAddress(String address) {
        requireNonNull(address, "address");
        return address.startsWith("file:/") ? of(PATH, address.substring("file:".length())) : of("address", address);
    }

    /** Returns the kind, as in {@code host}. */
    public String kind() {
        return kind;
    }

    /** Returns the name among the domains of that kind. */
    public String name() {
        return name;
    }

    /** Tells whether {@code other} is lost when this one is: the same domain, or a path below this path. */
    public boolean contains(FailureDomain other) {
        if (equals(other)) {
            return true;
        }
        return kind.equals(PATH)
                && other.kind.equals(PATH)
                && other.name.startsWith(name.equals("/") ? name : name + "/");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FailureDomain domain && kind.equals(domain.kind) && name.equals(domain.name);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, name);
    }

    @Override
    public String toString() {
        return kind + ":" + name;
    }

    private static String withoutTrailingSlash(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT, "name a failure domain", problem, failure -> failure.hint(hint));
    }
}
