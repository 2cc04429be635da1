package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.store.ObjectKeys;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of an archive's objects. Each follows from what the object holds, so that writing it again after a crash
 * gives the same object.
 *
 * <pre>
 * lineages/TOPIC/ID/PARTITIONS           the topic as it was with that many partitions
 * segments/TOPIC/ID/PARTITION/FROM-NEXT-HASH   records, compressed
 * chains/TOPIC/ID/PARTITION/NUMBER       a link: makes a segment exist, and names the link before it
 * seals/NUMBER                           the last links of all chains at the end of one run
 * metadata/CLUSTER/TIME-HASH             topics, settings, access rules and group offsets of a cluster
 * </pre>
 */
final class ArchiveKeys {

    private static final int HASH_DIGITS = 16;
    private static final Pattern LINEAGE = Pattern.compile("([^/]+)/([^/]+)/([0-9]{6})");
    private static final Pattern LINK = Pattern.compile("([^/]+)/([^/]+)/([0-9]{6})/([0-9]{16})");

    private final String prefix;

    /**
     * Names objects below {@code prefix}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if no key can begin so
     */
    ArchiveKeys(String prefix) {
        String trimmed = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        this.prefix = trimmed.isEmpty() ? "" : ObjectKeys.requireKey(trimmed) + "/";
    }

    /** Returns what all keys begin with. */
    String prefix() {
        return prefix;
    }

    String lineages() {
        return prefix + "lineages/";
    }

    String lineage(Lineage lineage, int partitions) {
        return lineages() + path(lineage) + String.format(Locale.ROOT, "%06d", partitions);
    }

    String segments() {
        return prefix + "segments/";
    }

    String segment(ChainId chain, Span span, String sha256) {
        return segments()
                + path(chain)
                + String.format(Locale.ROOT, "%020d-%020d-%s", span.from(), span.next(), shortened(sha256));
    }

    String chains() {
        return prefix + "chains/";
    }

    String chain(ChainId chain) {
        return chains() + path(chain);
    }

    String link(ChainId chain, long number) {
        return chain(chain) + String.format(Locale.ROOT, "%016d", number);
    }

    String seals() {
        return prefix + "seals/";
    }

    String seal(long number) {
        return seals() + String.format(Locale.ROOT, "%016d", number);
    }

    String metadata() {
        return prefix + "metadata/";
    }

    String metadata(String cluster) {
        return metadata() + segmentOf(cluster) + "/";
    }

    String metadata(String cluster, long millis, String sha256) {
        return metadata(cluster) + String.format(Locale.ROOT, "%016d-%s", millis, shortened(sha256));
    }

    /** Returns the part of a key that {@link #segment} or {@link #metadata} made of the content's hash. */
    static String hashOf(String key) {
        return key.substring(key.lastIndexOf('-') + 1);
    }

    /** Returns the part of a hash that stands in a key. */
    static String shortened(String sha256) {
        return sha256.substring(0, HASH_DIGITS);
    }

    /** Returns the lineage that an object below {@link #lineages()} is of; empty if its name is none of ours. */
    Optional<Lineage> lineageOf(String key) {
        Matcher matcher = LINEAGE.matcher(key.substring(lineages().length()));
        return matcher.matches() ? Optional.of(new Lineage(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** Returns the chain that an object below {@link #chains()} is of; empty if its name is none of ours. */
    Optional<ChainId> chainOf(String key) {
        Matcher matcher = LINK.matcher(key.substring(chains().length()));
        return matcher.matches()
                ? Optional.of(new ChainId(
                        new Lineage(matcher.group(1), matcher.group(2)), Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    /** Returns {@code name} with what a key cannot hold replaced. */
    static String segmentOf(String name) {
        return name.replaceAll("[^A-Za-z0-9._+=@-]", "_");
    }

    private static String path(Lineage lineage) {
        return lineage.topic() + "/" + lineage.id() + "/";
    }

    private static String path(ChainId chain) {
        return path(chain.lineage()) + String.format(Locale.ROOT, "%06d/", chain.partition());
    }
}
