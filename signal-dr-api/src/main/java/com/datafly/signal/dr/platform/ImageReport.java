package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The images that run on a platform. Immutable.
 *
 * @since 0.1
 */
public final class ImageReport {

    private final Instant at;
    private final List<ImageUse> uses;

    private ImageReport(Instant at, List<ImageUse> uses) {
        this.at = at;
        this.uses = uses;
    }

    /** Describes it; takes a copy. */
    public static ImageReport of(Instant at, List<ImageUse> uses) {
        return new ImageReport(requireNonNull(at, "at"), List.copyOf(uses));
    }

    /** Returns when somebody looked, by his clock. */
    public Instant at() {
        return at;
    }

    /** Returns what each container runs. */
    public List<ImageUse> uses() {
        return uses;
    }

    /** Returns, by the names of the templates, what really runs, by digest. */
    public Map<String, Set<String>> pinned() {
        Map<String, Set<String>> byName = new TreeMap<>();
        uses.forEach(use -> use.pinned()
                .ifPresent(pinned -> byName.computeIfAbsent(use.image(), any -> new TreeSet<>())
                        .add(pinned)));
        return Collections.unmodifiableMap(byName);
    }

    /** Returns the names that stand for several images at once: some pods run another one than others. */
    public Set<String> mixed() {
        return pinned().entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the containers of which it is not known what they run. */
    public List<ImageUse> unknown() {
        return uses.stream().filter(use -> use.pinned().isEmpty()).toList();
    }

    /** Writes a line for each container: pod, container, image, and what really runs, separated by tabs. */
    public String toText() {
        return uses.stream()
                .map(use -> String.join(
                                "\t",
                                use.pod(),
                                use.container(),
                                use.image(),
                                use.pinned().orElse("unknown")) + "\n")
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return uses.size() + " containers of " + pinned().size() + " images"
                + (unknown().isEmpty() ? "" : ", " + unknown().size() + " of them of unknown content");
    }
}
