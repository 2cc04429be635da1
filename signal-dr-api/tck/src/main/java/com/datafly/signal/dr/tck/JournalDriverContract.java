package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalRegister;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link JournalDriver} does. A driver's test extends this class and gives a {@link JournalHarness}.
 *
 * @since 0.1
 */
public abstract class JournalDriverContract extends JournalRaces {

    private static final List<String> NO_NAMES = List.of(
            "", "A", "a b", "a\nb", ".", "..", ".a", "-a", "_a", "ä", "a".repeat(129), "../a", "a/b/c", "/a", "a/");

    /** Creates the contract's tests. */
    protected JournalDriverContract() {}

    @Test
    void whatIsAppendedIsReadByEverybodyFromAnyLine() {
        append(driver(), "log", 1, "one", "two", "three");
        append(another(), "log", 4, "four");
        append(driver(), "log", 5, "five", "six");

        List<String> all = List.of("1 one", "2 two", "3 three", "4 four", "5 five", "6 six");
        for (JournalDriver reader : List.of(driver(), another())) {
            for (int from = 1; from <= 7; from++) {
                assertThat(lines(reader, "log", from)).isEqualTo(all.subList(from - 1, 6));
            }
            assertThat(lines(reader, "log", 100)).isEmpty();
        }
        assertThat(lines(another(), "log", 5)).isEqualTo(all.subList(4, 6));
        assertThat(lines(another(), "log", 6)).isEqualTo(all.subList(5, 6));
        assertThat(lines(another(), "log", 7)).isEmpty();
    }

    @Test
    void ofALogThatDoesNotExistNothingIsRead() {
        append(driver(), "log", 1, "one");

        assertThat(lines(driver(), "lo", 1)).isEmpty();
        assertThat(lines(driver(), "log2", 1)).isEmpty();
    }

    @Test
    void onlyTheLineBehindTheLastIsAppended() {
        assertFails(ErrorCode.CONFLICT, () -> append(driver(), "log", 2, "too far"));
        append(driver(), "log", 1, "one", "two", "three");
        JournalDriver other = another();

        for (JournalDriver writer : List.of(driver(), other, another())) {
            for (long sequence : new long[] {1, 2, 3, 5, 100}) {
                assertFails(ErrorCode.CONFLICT, () -> append(writer, "log", sequence, "no"));
            }
        }
        append(other, "log", 4, "four");
        assertFails(ErrorCode.CONFLICT, () -> append(driver(), "log", 4, "late"));
        append(driver(), "log", 5, "five");
        assertThat(lines(another(), "log", 3)).containsExactly("3 three", "4 four", "5 five");
    }

    @Test
    void whatIsNoBlockIsRefused() {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> driver().append("log", 1, bytes("")));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> driver().append("log", 1, bytes("no end")));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> driver().append("log", 1, bytes("one\ntwo")));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> driver().append("log", 1, bytes("nul\0\n")));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> append(driver(), "log", 0, "zero"));
        assertThat(lines(driver(), "log", 1)).isEmpty();
        assertThat(driver().logs()).isEmpty();
    }

    @Test
    void whatIsNoNameIsRefused() {
        for (String name : NO_NAMES) {
            assertFails(ErrorCode.INVALID_ARGUMENT, () -> append(driver(), name, 1, "line"));
            assertFails(ErrorCode.INVALID_ARGUMENT, () -> lines(driver(), name, 1));
            assertFails(ErrorCode.INVALID_ARGUMENT, () -> driver().register(name));
            assertFails(ErrorCode.INVALID_ARGUMENT, () -> set(name, "content", Optional.empty()));
        }
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> append(driver(), "a/b", 1, "line"));
    }

    @Test
    void logsAreListedInTheOrderOfTheirNames() {
        assertThat(driver().logs()).isEmpty();
        List<String> names = List.of("a", "a-b", "a.inbox", "a0", "a_b", "b", "b".repeat(128), "history", "r-1.log");
        names.forEach(name -> append(driver(), name, 1, "line"));
        append(driver(), "a", 2, "another");
        set("lease/x", "no log", Optional.empty());

        assertThat(another().logs()).isEqualTo(names);
    }

    @Test
    void logsDoNotDisturbEachOther() {
        append(driver(), "run", 1, "one");
        append(driver(), "run.inbox", 1, "message");
        append(driver(), "run", 2, "two");

        assertThat(lines(driver(), "run", 1)).containsExactly("1 one", "2 two");
        assertThat(lines(driver(), "run.inbox", 1)).containsExactly("1 message");
    }

    @Test
    void aLongLogIsReadInPiecesFromAnywhere() {
        String filling = "x".repeat(5000);
        List<String> all = new ArrayList<>();
        for (int block = 0; block < 60; block++) {
            append(driver(), "log", 2 * block + 1, "a" + filling, "b" + filling);
            all.add((2 * block + 1) + " a" + filling);
            all.add((2 * block + 2) + " b" + filling);
        }
        JournalDriver reader = another();
        List<Integer> pieces = new ArrayList<>();
        reader.read("log", 1, (first, lines) -> pieces.add(lines.length));

        assertThat(pieces).hasSizeGreaterThan(1);
        assertThat(LongStream.of(pieces.stream().mapToLong(piece -> piece).toArray())
                        .sum())
                .isEqualTo(60L * 2 * 5002);
        for (int from : new int[] {1, 2, 13, 14, 77, 119, 120, 121}) {
            assertThat(lines(another(), "log", from)).isEqualTo(all.subList(from - 1, 120));
        }
    }

    @Test
    void aLineMayBeAsLongAsARecord() {
        String line = "é".repeat(500_000);
        append(driver(), "log", 1, line, "short");

        assertThat(lines(another(), "log", 1)).containsExactly("1 " + line, "2 short");
    }

    @Test
    void aReaderThatFailsFailsTheRead() {
        append(driver(), "log", 1, "one");

        assertThat(catchFrom(() -> driver().read("log", 1, (first, lines) -> {
                    throw new IllegalStateException("enough");
                })))
                .hasMessage("enough");
        append(driver(), "log", 2, "two");
        assertThat(lines(driver(), "log", 1)).containsExactly("1 one", "2 two");
    }

    @Test
    void aRegisterIsReplacedByWhoeverKnowsIt() {
        assertThat(driver().register("lease/a")).isEmpty();
        JournalRegister first = set("lease/a", "1", Optional.empty());
        assertThat(text(first.content())).isEqualTo("1");
        assertThat(another().register("lease/a").orElseThrow().version()).isEqualTo(first.version());

        JournalRegister second = another().setRegister("lease/a", bytes("2"), Optional.of(first.version()));

        assertFails(ErrorCode.CONFLICT, () -> set("lease/a", "3", Optional.of(first.version())));
        assertFails(ErrorCode.CONFLICT, () -> set("lease/a", "3", Optional.empty()));
        assertThat(driver().register("lease/a")).hasValueSatisfying(present -> {
            assertThat(text(present.content())).isEqualTo("2");
            assertThat(present.version()).isEqualTo(second.version());
        });
    }

    @Test
    void aVersionOfARegisterThatDoesNotExistIsAConflict() {
        JournalRegister other = set("lease/a", "1", Optional.empty());

        assertFails(ErrorCode.CONFLICT, () -> set("lease/b", "1", Optional.of(other.version())));
        assertThat(driver().register("lease/b")).isEmpty();
    }

    @Test
    void noVersionComesTwiceHoweverFastTheSameBytesAreWritten() {
        Set<String> versions = new HashSet<>();
        Optional<String> version = Optional.empty();
        for (int i = 0; i < 30; i++) {
            version = Optional.of(set("head", "same", version).version());
            versions.add(version.get());
        }

        assertThat(versions).hasSize(30);
    }

    @Test
    void theAddressNamesAFailureDomain() {
        assertThat(driver().address()).contains(":");
        assertThat(driver().failureDomains()).isNotEmpty();
    }

    private static RuntimeException catchFrom(Runnable action) {
        try {
            action.run();
        } catch (IllegalStateException e) {
            return e;
        }
        throw new AssertionError("it went on");
    }
}
