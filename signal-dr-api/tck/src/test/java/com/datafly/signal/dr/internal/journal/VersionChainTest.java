package com.datafly.signal.dr.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.internal.journal.VersionChain.Call;
import com.datafly.signal.dr.internal.journal.VersionChain.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge is judged first. */
class VersionChainTest {

    private static final List<Call> SOUND = List.of(
            call("one", "0", "1", Outcome.DONE, 0, 10),
            call("late", "0", "x", Outcome.REFUSED, 5, 20),
            call("two", "1", "2", Outcome.DONE, 9, 30),
            call("reader", "1", "", Outcome.DONE, 11, 29),
            call("reader", "2", "", Outcome.DONE, 12, 40));

    @Test
    void aSoundHistoryPasses() {
        assertThat(VersionChain.check("0", "2", SOUND)).isEmpty();
    }

    @Test
    void aLostUpdateIsFound() {
        assertThat(with(call("other", "1", "3", Outcome.DONE, 9, 30))).isNotEmpty();
    }

    @Test
    void aStaleReadIsFound() {
        assertThat(with(call("reader", "1", "", Outcome.DONE, 41, 50))).isNotEmpty();
    }

    @Test
    void aReadOfWhatIsNotWrittenYetIsFound() {
        assertThat(with(call("reader", "2", "", Outcome.DONE, 1, 8))).isNotEmpty();
    }

    @Test
    void aReadOfWhatNeverWasIsFound() {
        assertThat(with(call("reader", "x", "", Outcome.DONE, 1, 100))).isNotEmpty();
    }

    @Test
    void aRefusalWithoutAReasonIsFound() {
        assertThat(with(call("refused", "2", "y", Outcome.REFUSED, 31, 40))).isNotEmpty();
    }

    @Test
    void whatIsUnknownMayHaveHappenedOrNot() {
        assertThat(with(call("killed", "2", "y", Outcome.UNKNOWN, 31, Long.MAX_VALUE)))
                .isEmpty();
        List<Call> calls = new ArrayList<>(SOUND);
        calls.add(call("killed", "2", "3", Outcome.UNKNOWN, 31, Long.MAX_VALUE));
        calls.add(call("reader", "3", "", Outcome.DONE, 50, 60));
        assertThat(VersionChain.check("0", "3", calls)).isEmpty();
    }

    private static List<String> with(Call call) {
        List<Call> calls = new ArrayList<>(SOUND);
        calls.add(call);
        return VersionChain.check("0", "2", calls);
    }

    private static Call call(String name, String expected, String wrote, Outcome outcome, long start, long end) {
        return new Call(name, expected, wrote, outcome, start, end);
    }
}
