package com.datafly.signal.dr.internal.observe;

import static com.datafly.signal.dr.internal.observe.Events.observed;
import static com.datafly.signal.dr.internal.observe.Events.progressed;
import static com.datafly.signal.dr.internal.observe.Events.stepFinished;
import static com.datafly.signal.dr.internal.observe.Events.stepStarted;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunEvent.EventsMissed;
import com.datafly.signal.dr.playbook.RunEvent.RunLost;
import com.datafly.signal.dr.playbook.StepState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventQueueTest {

    private final EventQueue queue = new EventQueue(4);

    @Test
    void newerProgressTakesThePlaceBehindWhatCameBetween() {
        RunEvent first = progressed("backup", 1);
        RunEvent done = stepFinished("backup", StepState.FAILED, "");
        RunEvent again = stepStarted("backup");
        RunEvent second = progressed("backup", 2);

        assertThat(after(first, done, again, second)).containsExactly(done, again, second);
    }

    @Test
    void progressOfOtherStepsIsKept() {
        RunEvent other = progressed("b", 1);
        RunEvent newest = progressed("a", 2);

        assertThat(after(progressed("a", 1), other, newest)).containsExactly(other, newest);
    }

    @Test
    void progressGivesWayFirstAndIsNotMissed() {
        RunEvent[] kept = {observed("1"), observed("2"), observed("3"), observed("4")};

        assertThat(after(kept[0], progressed("a", 1), kept[1], kept[2], kept[3], progressed("b", 1)))
                .containsExactly(kept);
    }

    @Test
    void theOldestEventsGiveWayToTheNewestAndAreCounted() {
        List<RunEvent> heard =
                after(observed("1"), observed("2"), observed("3"), observed("4"), observed("5"), observed("6"));

        assertThat(heard)
                .containsExactly(
                        new EventsMissed(Events.RUN, observed("3").at(), 2),
                        observed("3"),
                        observed("4"),
                        observed("5"),
                        observed("6"));
    }

    @Test
    void whatEachRunMissedIsToldOnce() {
        RunEvent other = new RunLost("run-2", Events.AT, "another process took over");
        List<RunEvent> heard = after(other, observed("1"), observed("2"), observed("3"), observed("4"), observed("5"));

        assertThat(heard)
                .containsExactly(
                        new EventsMissed("run-2", observed("2").at(), 1),
                        new EventsMissed(Events.RUN, observed("2").at(), 1),
                        observed("2"),
                        observed("3"),
                        observed("4"),
                        observed("5"));
    }

    @Test
    void progressThatWasHeardMakesNoRoom() {
        RunEvent heard = progressed("a", 1);
        assertThat(after(heard)).containsExactly(heard);

        assertThat(after(observed("1"), observed("2"), observed("3"), observed("4"), observed("5")))
                .hasSize(5)
                .startsWith(new EventsMissed(Events.RUN, observed("2").at(), 1), observed("2"));
    }

    @Test
    void nothingIsLeftBehindByProgressOfTenThousandSteps() {
        for (int i = 0; i < 10_000; i++) {
            queue.add(progressed("step-" + i, i));
        }

        assertThat(queue.size()).isEqualTo(4);
        assertThat(after())
                .extracting(event -> ((RunEvent.OfStep) event).step())
                .containsExactly("step-9996", "step-9997", "step-9998", "step-9999");
    }

    private List<RunEvent> after(RunEvent... events) {
        List.of(events).forEach(queue::add);
        List<RunEvent> heard = new ArrayList<>();
        while (!queue.isEmpty()) {
            heard.addAll(queue.take());
        }
        return heard;
    }
}
