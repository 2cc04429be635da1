package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where consumer groups go on at the target.
 *
 * @since 0.1
 */
public final class Translation {

    private final List<TranslatedOffset> offsets;
    private final Set<String> unknownGroups;
    private final Instant asOf;
    private final boolean live;

    private Translation(List<TranslatedOffset> offsets, Set<String> unknownGroups, Instant asOf, boolean live) {
        this.offsets = List.copyOf(offsets);
        this.unknownGroups = Set.copyOf(unknownGroups);
        this.asOf = requireNonNull(asOf, "asOf");
        this.live = live;
    }

    /** Describes a translation. */
    public static Translation of(
            List<TranslatedOffset> offsets, Set<String> unknownGroups, Instant asOf, boolean live) {
        return new Translation(offsets, unknownGroups, asOf, live);
    }

    /** Returns the offsets, by group and partition. */
    public List<TranslatedOffset> offsets() {
        return offsets;
    }

    /** Returns the groups that were asked for and of which no commit is known. */
    public Set<String> unknownGroups() {
        return unknownGroups;
    }

    /** Returns when the oldest commit that was used was read: what the groups read after that they read again. */
    public Instant asOf() {
        return asOf;
    }

    /** Tells whether the commits were just read from the source; else they come from the journal. */
    public boolean live() {
        return live;
    }

    /** Returns how many records at most are read again, over all groups, for want of exactness. */
    public long bound() {
        return offsets.stream().mapToLong(TranslatedOffset::bound).sum();
    }

    /** Returns how many offsets were translated by each method. */
    public Map<TranslationMethod, Long> methods() {
        return offsets.stream().collect(Collectors.groupingBy(TranslatedOffset::method, Collectors.counting()));
    }

    /** Returns what the groups would commit at the target. */
    public Map<String, Map<PartitionId, GroupOffset>> commits() {
        return offsets.stream()
                .collect(Collectors.groupingBy(
                        TranslatedOffset::group,
                        Collectors.toMap(
                                TranslatedOffset::target,
                                each -> new GroupOffset(
                                        each.offset(), each.committed().metadata()),
                                (first, second) -> first.offset() <= second.offset() ? first : second)));
    }

    @Override
    public String toString() {
        return offsets.size() + " offsets, " + methods() + ", at most " + bound() + " records read again";
    }
}
