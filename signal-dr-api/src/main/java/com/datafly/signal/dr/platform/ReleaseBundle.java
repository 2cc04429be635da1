package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.Secret;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A release as it was exported: enough to look up what ran, and, as far as {@link Facts#reinstall()} says, to install
 * it elsewhere. It holds passwords, so it prints none of it; closing it overwrites the copies held here.
 *
 * @since 0.1
 */
public final class ReleaseBundle implements AutoCloseable {

    private final Facts facts;
    private final Map<Integer, Secret> revisions;
    private final ReleaseContent content;
    private final byte @Nullable [] chart;

    private ReleaseBundle(
            Facts facts, ReleaseContent content, Map<Integer, Secret> revisions, byte @Nullable [] chart) {
        this.facts = requireNonNull(facts, "facts");
        this.content = requireNonNull(content, "content");
        this.revisions = Map.copyOf(revisions);
        this.chart = chart;
    }

    /** Collects one; closing it closes the parts and overwrites {@code chart}. */
    public static ReleaseBundle of(
            Facts facts, ReleaseContent content, Map<Integer, Secret> revisions, byte @Nullable [] chart) {
        return new ReleaseBundle(facts, content, revisions, chart);
    }

    /** Returns what can be told of it. */
    public Facts facts() {
        return facts;
    }

    /** Returns the revision that ran. */
    public ReleaseContent content() {
        return content;
    }

    /** Returns all revisions that were kept and could be read, as JSON. */
    public Map<Integer, Secret> revisions() {
        return revisions;
    }

    /** Returns the chart's archive, if one was given when the bundle was made. */
    public Optional<byte[]> chart() {
        return Optional.ofNullable(chart).map(byte[]::clone);
    }

    @Override
    public void close() {
        content.close();
        revisions.values().forEach(Secret::close);
        if (chart != null) {
            Arrays.fill(chart, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return facts.toString();
    }

    /** What can be installed from a bundle. More may be added. */
    public enum Reinstall {
        /** The archive of the chart that was given. */
        FROM_ARCHIVE,
        /** The chart as the platform kept it, which is whole. */
        FROM_STORED_CHART,
        /**
         * Nothing by the deploying software: the chart has others within it, which the platform does not keep. The
         * manifest holds their objects, and can be applied by hand.
         */
        MANIFEST_ALONE
    }

    /**
     * What can be told of a bundle; it holds no secret.
     *
     * @param key the object that it is kept in
     * @param release the release's name
     * @param platform the address of the platform that it was exported from
     * @param clusterId the cluster that it was exported from; empty if that could not be read
     * @param at when
     * @param history all revisions, oldest first; those whose content could not be read lack their chart
     * @param revision the revision that ran
     * @param chart its chart's name and version
     * @param reinstall what can be installed from it
     * @param subcharts the charts within the chart
     * @param images the images that its objects and hooks name, each with the digests that are known of it: those that
     *     pods told, or its own where its name is pinned by one; none where it does not run
     */
    public record Facts(
            String key,
            String release,
            String platform,
            String clusterId,
            Instant at,
            List<String> history,
            int revision,
            String chart,
            Reinstall reinstall,
            List<String> subcharts,
            Map<String, List<String>> images) {

        /** Takes copies. */
        public Facts {
            history = List.copyOf(history);
            subcharts = List.copyOf(subcharts);
            images = Map.copyOf(images);
        }

        /** Returns the images of which no digest is known: no pod told it when the release was exported. */
        public Set<String> imagesWithoutDigest() {
            return images.entrySet().stream()
                    .filter(image -> image.getValue().isEmpty())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** Returns where it comes from. */
        public ReleaseOrigin origin() {
            return new ReleaseOrigin(clusterId, platform.substring(platform.indexOf(':') + 1));
        }
    }

    /**
     * What to export besides the release itself.
     *
     * @param chart the chart's archive, needed where the chart has others within it; empty for none
     */
    public record Extras(Optional<Path> chart) {

        /** Nothing besides. */
        public static final Extras NONE = new Extras(Optional.empty());

        /** Adds the archive of the chart, as {@code helm package} and {@code helm pull} make it. */
        public static Extras chart(Path archive) {
            return new Extras(Optional.of(archive));
        }
    }
}
