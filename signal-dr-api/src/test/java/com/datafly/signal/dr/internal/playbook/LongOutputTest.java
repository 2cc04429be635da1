package com.datafly.signal.dr.internal.playbook;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.TranslationMethod;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.JournalHead;
import com.datafly.signal.dr.journal.JournalRecord;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.playbook.step.GroupMove;
import com.datafly.signal.dr.playbook.step.GroupsTranslated;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a step gives may be long, as the offsets of a thousand consumer groups. */
class LongOutputTest {

    private static final Instant NOON = Instant.parse("2025-01-15T12:00:00Z");

    @Test
    void theOffsetsOfAThousandGroupsAreKeptInARecordAndReadAgain() {
        GroupsTranslated groups = new GroupsTranslated(moves(1_000, 8), 7, NOON, false);
        String kept = Outputs.keep(groups, GroupsTranslated.class, Function.identity());

        JournalEntry entry = Facts.entry(settled(kept));
        Fact read = Facts.fact(JournalRecord.of(JournalHead.empty(), "test", NOON, entry))
                .orElseThrow();

        assertThat(kept.length()).isGreaterThan(1_000_000);
        assertThat(String.valueOf(entry.body().get("output")).length()).isLessThan(600_000);
        assertThat(read).isEqualTo(settled(kept));
        assertThat(Values.read(((Fact.Settled) read).output().orElseThrow(), GroupsTranslated.class))
                .isEqualTo(groups);
    }

    @Test
    void noPartOfALongOutputIsTextThatMayBeTakenForASecret() {
        String kept = Outputs.keep(
                new GroupsTranslated(moves(1_000, 4), 0, NOON, true), GroupsTranslated.class, Function.identity());

        Object output = requireNonNull(Facts.entry(settled(kept)).body().get("output"));
        assertThat((List<?>) output).isNotEmpty().allMatch(Long.class::isInstance);
    }

    @Test
    void whatIsTooLongCompressedTooIsRefusedAndTheLimitsAreSaid() {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder();
        random.ints(300_000, ' ' + 1, '~').forEach(text::appendCodePoint);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> Outputs.keep(text.toString(), String.class, Function.identity()))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining("150000 are kept, or 200000 bytes compressed");
    }

    @Test
    void whatSomebodyElseWroteThereIsNotUnderstood() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> LongText.unpack(List.of(9L, 1L, 2L)))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED));
        assertThatExceptionOfType(DrException.class).isThrownBy(() -> LongText.unpack(List.of("a")));
    }

    private static List<GroupMove> moves(int groups, int partitions) {
        Random random = new Random(5);
        List<GroupMove> moves = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            for (int partition = 0; partition < partitions; partition++) {
                moves.add(new GroupMove(
                        "group-" + group,
                        "primary.events.plain",
                        partition,
                        random.nextLong(1_000_000_000),
                        "",
                        GroupMove.NONE,
                        TranslationMethod.EXACT,
                        0));
            }
        }
        return moves;
    }

    private static Fact.Settled settled(String output) {
        return new Fact.Settled(
                "translate",
                false,
                StepState.SUCCEEDED,
                Duration.ofSeconds(1),
                Optional.of(output),
                Optional.empty(),
                List.of(),
                List.of());
    }
}
