package com.datafly.signal.dr.internal.events.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.StateTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is kept of one copy at its target: its definition, positions, totals, holes, where its events went and what its
 * rule remembers. A cluster shows nothing that stands behind a transaction that goes on, and a copy that was killed
 * leaves one open for a while: so copies are spread over partitions of a topic of their own, and those that share one
 * wait for each other when they begin.
 */
final class CopyState {

    private static final String TOPIC = "signal-dr.copies";

    /** Never another number: a copy would not find what is kept of it. */
    private static final int PARTITIONS = 16;

    private static final String PLAN = "plan";
    private static final String TOTALS = "totals";
    private static final String POSITION = "position/";
    private static final String HOLE = "hole/";
    private static final String RUNS = "runs/";
    private static final String MEMORY = "memory/";

    private final StateTopic topic;
    private final String prefix;
    private Map<String, byte[]> kept = Map.of();

    CopyState(StateTopic topic, String copy) {
        this.topic = topic;
        this.prefix = "copy/" + copy + "/";
    }

    /** Returns where everything of a copy is kept. */
    static StateTopic topic(StreamResource target, String copy) {
        return new StateTopic(target, partition(copy), PARTITIONS);
    }

    static PartitionId partition(String copy) {
        return new PartitionId(TOPIC, Math.floorMod(copy.hashCode(), PARTITIONS));
    }

    /** Reads all that was kept until now: whatever is asked for below is of this moment. */
    CopyState load() {
        kept = topic.readAll(prefix);
        return this;
    }

    /** Reads what the copy was begun as, which nothing changes later. */
    Optional<CopyDefinition> begunAs() {
        return topic.getConstant(prefix + PLAN).map(CopyCodec::definition);
    }

    /** Makes the topic if it is not there. */
    void ensure() {
        topic.ensure();
    }

    Optional<CopyDefinition> definition() {
        return Optional.ofNullable(kept.get(prefix + PLAN)).map(CopyCodec::definition);
    }

    Map<PartitionId, Long> positions() {
        Map<PartitionId, Long> positions = new HashMap<>();
        below(POSITION).forEach((key, value) -> positions.put(CopyCodec.partition(key), CopyCodec.number(value)));
        return positions;
    }

    CopyTotals totals() {
        return Optional.ofNullable(kept.get(prefix + TOTALS))
                .map(CopyCodec::totals)
                .orElse(CopyTotals.NONE);
    }

    List<CopyHole> holes() {
        return below(HOLE).values().stream().map(CopyCodec::hole).toList();
    }

    List<CopiedRun> runs() {
        List<CopiedRun> runs = new ArrayList<>();
        below(RUNS)
                .forEach((key, value) -> runs.addAll(
                        CopyCodec.runs(CopyCodec.partition(key.substring(0, key.lastIndexOf('/'))), value)));
        return runs;
    }

    Map<String, byte[]> memory() {
        return below(MEMORY);
    }

    void remember(Map<String, byte[]> changes) {
        Map<String, Optional<byte[]>> values = new TreeMap<>();
        changes.forEach((key, value) -> values.put(prefix + MEMORY + key, Optional.of(value)));
        topic.put(values);
    }

    NewEvent definition(CopyDefinition definition) {
        return event(PLAN, CopyCodec.bytes(definition));
    }

    NewEvent position(PartitionId partition, long next) {
        return event(POSITION + CopyCodec.key(partition), Long.toString(next).getBytes(UTF_8));
    }

    NewEvent totals(CopyTotals totals) {
        return event(TOTALS, CopyCodec.bytes(totals));
    }

    NewEvent hole(CopyHole hole) {
        return event(HOLE + CopyCodec.key(hole.partition()) + "/" + hole.from(), CopyCodec.bytes(hole));
    }

    /** Keeps runs of one partition, of which there is at least one. */
    NewEvent runs(PartitionId source, List<CopiedRun> runs) {
        String key = RUNS + CopyCodec.key(source) + "/" + runs.get(0).sourceFrom();
        return event(key, CopyCodec.bytes(runs));
    }

    NewEvent memory(String key, byte[] value) {
        return event(MEMORY + key, value);
    }

    private NewEvent event(String key, byte[] value) {
        return topic.event(prefix + key, Optional.of(value));
    }

    private Map<String, byte[]> below(String kind) {
        String begin = prefix + kind;
        Map<String, byte[]> found = new TreeMap<>();
        kept.forEach((key, value) -> {
            if (key.startsWith(begin)) {
                found.put(key.substring(begin.length()), value);
            }
        });
        return found;
    }
}
