package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.playbook.step.PartitionOffset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a runner lets producers of another process stop, and hears what they count: by files.
 *
 * @param place where they are
 */
record ProducerFreeze(Path place) {

    /** Asks the producers to stop, and returns what they say when they did; the same, however often it is asked. */
    List<PartitionOffset> ask() throws IOException {
        Files.write(asked(), List.of());
        await(() -> Files.exists(answer()));
        return Files.readAllLines(answer()).stream()
                .map(line -> line.split(" ", -1))
                .map(words -> new PartitionOffset(words[0], Integer.parseInt(words[1]), Long.parseLong(words[2])))
                .toList();
    }

    /** Tells whether the producers shall stop. */
    boolean isAsked() {
        return Files.exists(asked());
    }

    /** Says what the producers, who write no more, know to be written. */
    void answer(Map<PartitionId, Numbered> acknowledged) throws IOException {
        List<String> lines = new ArrayList<>();
        acknowledged.forEach((partition, places) -> lines.add(
                partition.topic() + " " + partition.partition() + " " + (places.offset(places.size() - 1) + 1)));
        Path written = Files.write(place.resolve("freezing"), lines);
        Files.move(written, answer(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path asked() {
        return place.resolve("freeze");
    }

    private Path answer() {
        return place.resolve("frozen");
    }
}
