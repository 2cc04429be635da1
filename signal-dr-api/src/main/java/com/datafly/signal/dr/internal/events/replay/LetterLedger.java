package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which letters of one life of a topic were redelivered or parked: two bits for each offset, in blocks of 1,024 offsets
 * that are kept by themselves. Where topics have no ids, one that was made anew is taken for the one before. Not
 * thread-safe.
 */
final class LetterLedger {

    /** What has become of a letter. */
    enum Fate {
        /** Nothing yet. */
        WAITING,
        /** It went back to where it came from. */
        REDELIVERED,
        /** It went to the parking topic. */
        PARKED
    }

    private static final int BLOCK = 1024;
    private static final int BITS = BLOCK / Byte.SIZE;

    private final Map<String, byte[]> blocks = new HashMap<>();
    private final Set<String> changed = new HashSet<>();
    private final String prefix;

    /** Knows nothing yet of the letters of {@code topic}. */
    LetterLedger(Topic topic) {
        this.prefix = "letters/" + topic.id().map(id -> id + "/").orElse("");
    }

    /** Takes what was kept of the topic's life; other keys are left alone. */
    void restore(Map<String, byte[]> kept) {
        blocks.clear();
        changed.clear();
        kept.forEach((key, value) -> {
            if (key.startsWith(prefix) && value.length == 2 * BITS) {
                blocks.put(key, value.clone());
            }
        });
    }

    /** Adds the blocks that changed since the last call. */
    void addChanges(Map<String, byte[]> changes) {
        changed.forEach(key ->
                changes.put(key, blocks.getOrDefault(key, new byte[2 * BITS]).clone()));
        changed.clear();
    }

    Fate fate(PartitionId partition, long offset) {
        byte[] block = blocks.get(key(partition, offset));
        int bit = (int) (offset % BLOCK);
        if (block == null) {
            return Fate.WAITING;
        }
        if (isSet(block, bit)) {
            return Fate.REDELIVERED;
        }
        return isSet(block, BLOCK + bit) ? Fate.PARKED : Fate.WAITING;
    }

    void note(PartitionId partition, long offset, Fate fate) {
        String key = key(partition, offset);
        byte[] block = blocks.computeIfAbsent(key, absent -> new byte[2 * BITS]);
        int bit = (int) (offset % BLOCK) + (fate == Fate.PARKED ? BLOCK : 0);
        block[bit / Byte.SIZE] |= (byte) (1 << (bit % Byte.SIZE));
        changed.add(key);
    }

    private static boolean isSet(byte[] block, int bit) {
        return (block[bit / Byte.SIZE] & (1 << (bit % Byte.SIZE))) != 0;
    }

    private String key(PartitionId partition, long offset) {
        return prefix + partition.partition() + "/" + offset / BLOCK;
    }
}
