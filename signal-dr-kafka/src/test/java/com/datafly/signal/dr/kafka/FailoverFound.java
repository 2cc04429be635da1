package com.datafly.signal.dr.kafka;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.TranslationMethod;
import com.datafly.signal.dr.playbook.step.GroupMove;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a failover or the way back found out, for another process to read.
 *
 * @param lost the events that the standby lacks
 * @param proven whether that is exact
 * @param detail the same in a sentence
 * @param copied how far each partition was copied, if that was looked at
 * @param moves where the groups go on
 */
record FailoverFound(long lost, boolean proven, String detail, Map<PartitionId, Long> copied, List<GroupMove> moves) {

    private static final int WORDS_OF_COPIED = 3;

    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>(List.of(lost + " " + proven, detail.replace('\n', ' ')));
        copied.forEach(
                (partition, offset) -> lines.add(partition.topic() + " " + partition.partition() + " " + offset));
        moves.forEach(move -> lines.add(String.join(
                " ",
                move.group(),
                move.topic(),
                Integer.toString(move.partition()),
                Long.toString(move.offset()),
                Long.toString(move.former()),
                move.method().name(),
                Long.toString(move.bound()))));
        Files.write(file, lines);
    }

    static FailoverFound read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String[] first = lines.get(0).split(" ", -1);
        Map<PartitionId, Long> copied = new HashMap<>();
        List<String[]> words =
                lines.stream().skip(2).map(line -> line.split(" ", -1)).toList();
        words.stream()
                .filter(parts -> parts.length == WORDS_OF_COPIED)
                .forEach(parts ->
                        copied.put(new PartitionId(parts[0], Integer.parseInt(parts[1])), Long.parseLong(parts[2])));
        List<GroupMove> moves = words.stream()
                .filter(parts -> parts.length > WORDS_OF_COPIED)
                .map(parts -> new GroupMove(
                        parts[0],
                        parts[1],
                        Integer.parseInt(parts[2]),
                        Long.parseLong(parts[3]),
                        "",
                        Long.parseLong(parts[4]),
                        TranslationMethod.valueOf(parts[5]),
                        Long.parseLong(parts[6])))
                .toList();
        return new FailoverFound(Long.parseLong(first[0]), Boolean.parseBoolean(first[1]), lines.get(1), copied, moves);
    }

    long bound() {
        return moves.stream().mapToLong(GroupMove::bound).sum();
    }

    /** Returns the bounds of one group. */
    long bound(String group) {
        return moves.stream()
                .filter(move -> move.group().equals(group))
                .mapToLong(GroupMove::bound)
                .sum();
    }
}
