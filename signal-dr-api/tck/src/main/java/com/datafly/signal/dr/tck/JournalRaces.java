package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalRegister;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The part of {@link JournalDriverContract} that is about several writers at once. */
abstract class JournalRaces extends JournalFixture {

    private static final int WRITERS = 6;

    @Test
    void ofManyWritersOfAPlaceInALogOneWins() throws Exception {
        for (int round = 1; round <= 5; round++) {
            long sequence = round;
            List<JournalDriver> handles = handles();

            List<Integer> winners = Race.of(
                    WRITERS, writer -> Race.wins(() -> append(handles.get(writer), "log", sequence, "by " + writer)));

            assertThat(winners).hasSize(1);
            assertThat(lines(driver(), "log", sequence)).containsExactly(sequence + " by " + winners.get(0));
        }
    }

    @Test
    void blocksOfManyWritersStandWholeAndInTheirOrder() throws Exception {
        List<JournalDriver> handles = handles();
        Race.of(WRITERS, writer -> {
            for (int i = 0; i < 5; i++) {
                appendBehindOthers(handles.get(writer), writer + " begins " + i, writer + " ends " + i);
            }
            return true;
        });

        List<String> lines = lines(driver(), "log", 1);
        assertThat(lines).hasSize(WRITERS * 10).doesNotHaveDuplicates();
        for (int i = 0; i < lines.size(); i += 2) {
            String begin = lines.get(i).substring(lines.get(i).indexOf(' '));
            assertThat(lines.get(i + 1)).isEqualTo((i + 2) + begin.replace("begins", "ends"));
        }
    }

    @Test
    void ofManyWritersOfARegisterOneWins() throws Exception {
        Optional<String> version = Optional.empty();
        for (int round = 0; round < 5; round++) {
            Optional<String> expected = version;
            List<JournalDriver> handles = handles();

            List<Integer> winners = Race.of(
                    WRITERS,
                    writer -> Race.wins(
                            () -> handles.get(writer).setRegister("lease/r", bytes("by " + writer), expected)));

            assertThat(winners).hasSize(1);
            JournalRegister present = driver().register("lease/r").orElseThrow();
            assertThat(text(present.content())).isEqualTo("by " + winners.get(0));
            version = Optional.of(present.version());
        }
    }

    @Test
    void noIncrementOfARegisterIsLost() throws Exception {
        set("counter", "0", Optional.empty());
        List<JournalDriver> handles = handles();

        Race.of(WRITERS, writer -> {
            for (int i = 0; i < 5; i++) {
                increment(handles.get(writer));
            }
            return true;
        });

        assertThat(text(driver().register("counter").orElseThrow().content())).isEqualTo(Integer.toString(5 * WRITERS));
    }

    private static void appendBehindOthers(JournalDriver handle, String... block) {
        boolean appended = false;
        while (!appended) {
            long next = lines(handle, "log", 1).size() + 1L;
            appended = Race.wins(() -> append(handle, "log", next, block));
        }
    }

    private static void increment(JournalDriver handle) {
        boolean written = false;
        while (!written) {
            JournalRegister present = handle.register("counter").orElseThrow();
            int value = Integer.parseInt(text(present.content()));
            written = Race.wins(() ->
                    handle.setRegister("counter", bytes(Integer.toString(value + 1)), Optional.of(present.version())));
        }
    }

    private List<JournalDriver> handles() {
        return Stream.generate(this::another).limit(WRITERS).toList();
    }
}
