package com.datafly.signal.dr.aws.internal.rds;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names a database at RDS: {@code aws-rds:REGION/NAME}, {@code aws-rds:REGION/cluster:NAME}, or
 * {@code aws-rds:REGION/auto-backup:ID} for the automated backups of an instance that need not exist any more.
 *
 * @param region the region's name, which the session checks
 * @param kind what the name names
 * @param name the identifier in lower case, as RDS keeps it
 */
public record RdsAddress(String region, Kind kind, String name) {

    /** The scheme of all these addresses. */
    public static final String SCHEME = "aws-rds";

    /** The longest identifier of an instance or a cluster. */
    public static final int LONGEST_NAME = 63;

    private static final Pattern SHAPE = Pattern.compile("([a-z0-9-]+)/(?:(cluster|auto-backup):)?([^/:\\s]+)");
    private static final Pattern NAME = Pattern.compile("[a-z](?:-?[a-z0-9])*");
    private static final Pattern BACKUP = Pattern.compile("ab-[a-z0-9]{1,60}");

    /** What an address names. */
    public enum Kind {
        /** A DB instance. */
        INSTANCE(""),
        /** An Aurora or Multi-AZ DB cluster. */
        CLUSTER("cluster:"),
        /** The automated backups of an instance, retained or replicated, by the id in their ARN. */
        AUTOMATED_BACKUP("auto-backup:");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** Checks that nothing is missing. */
    public RdsAddress {
        requireNonNull(region, "region");
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
    }

    /**
     * Reads an address.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if it is none of RDS, or the identifier is not one RDS allows
     */
    public static RdsAddress parse(ResourceAddress address) {
        Matcher matcher = SHAPE.matcher(address.location());
        if (!address.scheme().equals(SCHEME) || !matcher.matches()) {
            throw malformed(address);
        }
        String name = matcher.group(3).toLowerCase(Locale.ROOT);
        Kind kind = kind(matcher.group(2));
        boolean allowed = kind == Kind.AUTOMATED_BACKUP
                ? BACKUP.matcher(name).matches()
                : name.length() <= LONGEST_NAME && NAME.matcher(name).matches();
        if (!allowed) {
            throw malformed(address);
        }
        return new RdsAddress(matcher.group(1), kind, name);
    }

    private static Kind kind(@Nullable String word) {
        if (word == null) {
            return Kind.INSTANCE;
        }
        return word.equals("cluster") ? Kind.CLUSTER : Kind.AUTOMATED_BACKUP;
    }

    private static DrException malformed(ResourceAddress address) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "open a database at RDS",
                "address is '" + address + "'",
                failure -> failure.hint("Write aws-rds:REGION/INSTANCE, aws-rds:REGION/cluster:CLUSTER or"
                        + " aws-rds:REGION/auto-backup:ID, as in aws-rds:eu-west-1/orders; identifiers have 1 to 63"
                        + " letters, digits and single hyphens between them, a letter first."));
    }

    /** Returns the address of another instance or cluster of the same kind in the same region. */
    public RdsAddress sibling(String otherName) {
        Kind made = kind == Kind.CLUSTER ? Kind.CLUSTER : Kind.INSTANCE;
        return new RdsAddress(region, made, otherName);
    }

    /** Returns the address as the host writes it. */
    public ResourceAddress toAddress() {
        return new ResourceAddress(SCHEME, region + "/" + kind.prefix + name);
    }

    @Override
    public String toString() {
        return toAddress().toString();
    }
}
