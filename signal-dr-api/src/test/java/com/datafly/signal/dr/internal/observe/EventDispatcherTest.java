package com.datafly.signal.dr.internal.observe;

import static com.datafly.signal.dr.internal.observe.Events.observed;
import static com.datafly.signal.dr.internal.observe.Events.progressed;
import static com.datafly.signal.dr.internal.observe.Events.runStarted;
import static com.datafly.signal.dr.internal.observe.Events.stepFinished;
import static com.datafly.signal.dr.internal.observe.Events.stepStarted;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunEvent.ApprovalGiven;
import com.datafly.signal.dr.playbook.RunEvent.ApprovalNeeded;
import com.datafly.signal.dr.playbook.RunEvent.ClockJumped;
import com.datafly.signal.dr.playbook.RunEvent.EventsMissed;
import com.datafly.signal.dr.playbook.RunEvent.RunLost;
import com.datafly.signal.dr.playbook.RunEvent.RunStarted;
import com.datafly.signal.dr.playbook.RunEvent.RunStopped;
import com.datafly.signal.dr.playbook.RunEvent.StepFinished;
import com.datafly.signal.dr.playbook.RunEvent.StepProgressed;
import com.datafly.signal.dr.playbook.RunEvent.StepStarted;
import com.datafly.signal.dr.playbook.RunListener;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.StepState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class EventDispatcherTest {

    private static final String SECRET = "hunter2";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static {
        // Whatever else is on the class path wants logged.
        System.setProperty("org.slf4j.simpleLogger.log.com.datafly.signal.dr.internal.observe", "warn");
    }

    private final List<RunEvent> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
    }

    @Test
    void eventsComeInTheirOrder() {
        List<RunEvent> sent = IntStream.range(0, 900)
                .mapToObj(i -> observed("operation " + i))
                .toList();
        try (EventDispatcher dispatcher = to(heard::add)) {
            sent.forEach(dispatcher::publish);
        }
        assertThat(heard).isEqualTo(sent);
    }

    @Test
    void noThreadRunsBeforeTheFirstEventAndNoneAfterTheEnd() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        RunListener named = new NamedListener(thread);
        try (EventDispatcher dispatcher = to(named)) {
            assertThat(listenerThreads()).isEmpty();
            dispatcher.publish(runStarted(1));
        }
        Thread told = requireNonNull(thread.get());
        assertThat(told.getName()).isEqualTo("signal-dr-events-NamedListener");
        assertThat(told.isDaemon()).isTrue();
        assertThat(joined(told)).isTrue();
        assertThat(listenerThreads()).isEmpty();
    }

    @Test
    void whatAListenerThrowsIsLoggedOncePerKindAndDisturbsNobody() {
        RunListener broken = event -> {
            if (event instanceof StepProgressed) {
                throw new StackOverflowError("holds " + SECRET);
            }
            throw new IllegalStateException("holds " + SECRET);
        };
        String log = logged(() -> {
            try (EventDispatcher dispatcher = to(broken, heard::add)) {
                dispatcher.publish(stepStarted("a"));
                dispatcher.publish(stepStarted("b"));
                dispatcher.publish(progressed("b", 1));
                dispatcher.publish(stepFinished("b", StepState.SUCCEEDED, ""));
            }
        });
        assertThat(heard).hasSize(4);
        assertThat(log).doesNotContain(SECRET);
        assertThat(log.lines().filter(line -> line.contains("IllegalStateException")))
                .hasSize(1);
        assertThat(log.lines().filter(line -> line.contains("StackOverflowError")))
                .hasSize(1);
    }

    @Test
    void oneThatBlocksDelaysNobodyAndLearnsHowManyItMissed() throws InterruptedException {
        List<RunEvent> slow = new CopyOnWriteArrayList<>();
        try (EventDispatcher dispatcher = to(
                event -> {
                    entered.countDown();
                    await(released);
                    slow.add(event);
                },
                heard::add)) {
            dispatcher.publish(runStarted(1));
            assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 3000; i++) {
                dispatcher.publish(observed("operation " + i));
                awaitHeard(i + 2);
            }
            released.countDown();
        }
        assertThat(heard).hasSize(3001).noneMatch(EventsMissed.class::isInstance);
        assertThat(slow).hasSize(1 + 1 + 1024);
        assertThat(slow.get(1)).isInstanceOfSatisfying(EventsMissed.class, missed -> {
            assertThat(missed.count()).isEqualTo(3000 - 1024);
            assertThat(missed.run()).isEqualTo(Events.RUN);
        });
        assertThat(slow.get(slow.size() - 1)).isEqualTo(observed("operation 2999"));
    }

    @Test
    void closingWaitsNoLongerThanItsPatience() {
        // The machine may stand still during one of them.
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long begin = System.nanoTime();
            String log = logged(() -> {
                EventDispatcher dispatcher =
                        EventDispatcher.to(List.of(event -> await(released)), text -> text, Duration.ofMillis(100));
                dispatcher.publish(runStarted(1));
                dispatcher.publish(stepStarted("a"));
                dispatcher.close();
                dispatcher.close();
            });
            waits.add(Duration.ofNanos(System.nanoTime() - begin));
            assertThat(log).contains("did not return in time");
        }
        assertThat(waits).anySatisfy(wait -> assertThat(wait).isLessThan(Duration.ofSeconds(5)));
    }

    @Test
    void anInterruptedCallerStillWaitsForTheLastEvents() {
        try {
            try (EventDispatcher dispatcher = to(event -> {
                awaitInterrupt(entered);
                heard.add(event);
            })) {
                dispatcher.publish(runStarted(1));
                Thread.currentThread().interrupt();
                entered.countDown();
            }
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThat(heard).hasSize(1);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void aListenerMayCloseWhatTellsIt() throws InterruptedException {
        AtomicReference<EventDispatcher> itself = new AtomicReference<>();
        CountDownLatch closed = new CountDownLatch(1);
        EventDispatcher dispatcher = to(event -> {
            requireNonNull(itself.get()).close();
            closed.countDown();
        });
        itself.set(dispatcher);
        dispatcher.publish(runStarted(1));

        assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nothingIsToldAfterTheEnd() {
        EventDispatcher dispatcher = to(heard::add);
        dispatcher.close();
        dispatcher.publish(runStarted(1));
        dispatcher.close();

        assertThat(heard).isEmpty();
    }

    @Test
    void secretsAreMaskedInEveryText() {
        ApprovalGate gate = ApprovalGate.of(
                g -> g.quorum(2).from(SECRET, "x" + SECRET, "ann").initiatorMayApprove());
        List<RunEvent> telling = List.of(
                new RunStarted(Events.RUN, Events.AT, SECRET, false, 1),
                new StepStarted(Events.RUN, Events.AT, "a", SECRET, 0, false),
                observed(SECRET),
                new StepProgressed(Events.RUN, Events.AT, "a", Progress.of(SECRET, 1, 2, SECRET)),
                new StepFinished(
                        Events.RUN, Events.AT, "a", SECRET, StepState.FAILED, Duration.ZERO, Optional.of(SECRET)),
                new ApprovalNeeded(Events.RUN, Events.AT, "a", gate, "hash"),
                new ApprovalGiven(Events.RUN, Events.AT, "a", SECRET),
                new RunStopped(Events.RUN, Events.AT, RunState.PAUSED, SECRET),
                new RunLost(Events.RUN, Events.AT, SECRET),
                new ClockJumped(Events.RUN, Events.AT, Duration.ofHours(-3)));
        try (EventDispatcher dispatcher = to(heard::add)) {
            telling.forEach(dispatcher::publish);
        }
        assertThat(heard).hasSameSizeAs(telling);
        assertThat(heard.toString()).doesNotContain(SECRET);
        assertThat(((ApprovalNeeded) heard.get(5)).gate()).satisfies(masked -> {
            assertThat(masked.principals()).containsExactly("****", "x****", "ann");
            assertThat(masked.quorum()).isEqualTo(2);
            assertThat(masked.initiatorExcluded()).isFalse();
        });
    }

    @Test
    void principalsThatLookAlikeWhenMaskedAreStillTwo() {
        ApprovalGate gate = ApprovalGate.of(g -> g.quorum(2).from("red", "green"));
        try (EventDispatcher dispatcher = EventDispatcher.to(List.of(heard::add), text -> "****")) {
            dispatcher.publish(new ApprovalNeeded(Events.RUN, Events.AT, "a", gate, "hash"));
        }
        assertThat(((ApprovalNeeded) heard.get(0)).gate().principals()).hasSize(2);
    }

    @Test
    void whatCannotBeMaskedIsNotTold() {
        Function<String, String> failing = text -> {
            throw new IllegalStateException(text);
        };
        String log = logged(() -> {
            try (EventDispatcher dispatcher = EventDispatcher.to(List.of(heard::add), failing)) {
                dispatcher.publish(observed(SECRET));
            }
        });
        assertThat(heard).isEmpty();
        assertThat(log).contains("StepObserved").doesNotContain(SECRET);
    }

    private record NamedListener(AtomicReference<Thread> thread) implements RunListener {
        @Override
        public void on(RunEvent event) {
            thread.set(Thread.currentThread());
        }
    }

    private static EventDispatcher to(RunListener... listeners) {
        return EventDispatcher.to(List.of(listeners), text -> text.replace(SECRET, "****"), PATIENCE);
    }

    /** So that only the other listener is slow. */
    private void awaitHeard(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (heard.size() < count && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitInterrupt(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("given up", e);
        }
    }

    private static boolean joined(Thread thread) {
        try {
            thread.join(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private static Set<Thread> listenerThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("signal-dr-events-NamedListener"))
                .collect(Collectors.toSet());
    }

    /** Returns what is logged meanwhile; the tests log to the standard error stream. */
    private static String logged(Runnable action) {
        PrintStream before = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}
