package com.datafly.signal.dr.internal.platform.connection;

import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.NEWER;
import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.internal.platform.connection.Mortal.Moment;
import com.datafly.signal.dr.internal.playbook.RunNames;
import com.datafly.signal.dr.platform.ConnectionReport;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import com.datafly.signal.dr.platform.ForeignPod;
import com.datafly.signal.dr.platform.PodHolding;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.spi.JournalDriver;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The process that switches a connection, among whose consumers is a pod that somebody else restarts, dies at every
 * record of its journal and at every call of the platform that finds another state, before and after it. At no point do
 * some pods hold another value than others without the secret saying so; and whoever comes next, with the journal,
 * brings all to the new values or all to the former ones.
 */
class ConnectionCrashTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MORE_THAN_PLACES = 600;

    /** After how many calls somebody makes a pod anew that no workload keeps and that holds another value. */
    private static final int CALLS_LATE = 12;

    private final Set<String> states = new HashSet<>();
    private int takenBack;

    @ParameterizedTest
    @EnumSource
    void whereverItDiesTheNextOneFinishes(Moment moment) {
        int calls = everywhere(n -> Mortal.atCall(n, moment), this::resumed);
        int records = everywhere(n -> Mortal.atRecord(n, moment), this::resumed);

        assertThat(calls).isGreaterThan(moment == Moment.BEFORE ? 18 : 5);
        assertThat(records).isGreaterThan(14);
        assertThat(states).contains("OPEN [former, newer]", "SETTLED [newer]");
    }

    @ParameterizedTest
    @EnumSource
    void whereverItDiesTheNextOneTakesItBack(Moment moment) {
        int calls = everywhere(n -> Mortal.atCall(n, moment), this::takenBack);
        int records = everywhere(n -> Mortal.atRecord(n, moment), this::takenBack);

        assertThat(takenBack).isGreaterThan((calls + records) / 2);
        assertThat(calls).isGreaterThan(moment == Moment.BEFORE ? 18 : 5);
        assertThat(records).isGreaterThan(14);
    }

    @ParameterizedTest
    @EnumSource
    void whereverItDiesWhileItTakesBackTheNextOneTakesItBack(Moment moment) {
        int calls = everywhere(n -> Mortal.atCall(n, moment), this::failedBack);
        int records = everywhere(n -> Mortal.atRecord(n, moment), this::failedBack);

        assertThat(calls).isGreaterThan(moment == Moment.BEFORE ? 26 : 8);
        assertThat(records).isGreaterThan(14);
        assertThat(states)
                .contains("RETURNING [former]")
                .anyMatch(state -> state.startsWith("RETURNING [former, newer"));
    }

    @Test
    void aSecondDeathAndAThirdAreLikeTheFirst() {
        for (int first = 6; first < 20; first += 2) {
            JournalDriver journal = new HeapJournal();
            try (ConnectedProduct product = new ConnectedProduct()) {
                product.strayKeptByHand(CALLS_LATE);
                Playbook playbook = ConnectedProduct.playbook();
                Mortal process = Mortal.atCall(first, Moment.BEFORE);
                String run = dies(product, journal, playbook, process);
                assertThat(process.isDead()).as("at " + first).isTrue();
                for (int again = 2; again < 8; again += 3) {
                    dieAgain(product, new Next(journal, run, playbook, Mortal.atCall(again, Moment.BEFORE), false));
                    requireKnown(product, "again at " + first);
                }
                RunStatus status = goOn(product, Next.resume(journal, run, playbook));
                assertThat(status.state()).as(ConnectionSwitchTest.told(status)).isEqualTo(RunState.SUCCEEDED);
                requireSwitched(product, "again at " + first);
            }
        }
    }

    private static void dieAgain(ConnectedProduct product, Next next) {
        try {
            goOn(product, next);
        } catch (Mortal.Death dead) {
            assertThat(next.process().isDead()).isTrue();
        }
    }

    private void resumed(ConnectedProduct product, JournalDriver journal, Mortal process) {
        String run = dies(product, journal, ConnectedProduct.playbook(), process);
        requireKnown(product, process.diedAt());
        RunStatus status = goOn(product, Next.resume(journal, run, ConnectedProduct.playbook()));
        assertThat(status.state())
                .as(process.diedAt() + " " + ConnectionSwitchTest.told(status))
                .isEqualTo(RunState.SUCCEEDED);
        requireSwitched(product, process.diedAt());
    }

    private void takenBack(ConnectedProduct product, JournalDriver journal, Mortal process) {
        String run = dies(product, journal, ConnectedProduct.playbook(), process);
        requireKnown(product, process.diedAt());
        RunStatus status = goOn(product, new Next(journal, run, ConnectedProduct.playbook(), Mortal.immortal(), true));
        if (status.state() == RunState.SUCCEEDED) {
            requireSwitched(product, process.diedAt());
            return;
        }
        takenBack++;
        assertThat(status.state())
                .as(process.diedAt() + " " + ConnectionSwitchTest.told(status))
                .isEqualTo(RunState.CANCELLED);
        requireBack(product, process.diedAt());
    }

    private void failedBack(ConnectedProduct product, JournalDriver journal, Mortal process) {
        product.refuseNewer(ConnectedProduct.HUB);
        String run = dies(product, journal, ConnectedProduct.undoing(), process);
        requireKnown(product, process.diedAt());
        RunStatus status = goOn(product, Next.resume(journal, run, ConnectedProduct.undoing()));
        assertThat(status.state())
                .as(process.diedAt() + " " + ConnectionSwitchTest.told(status))
                .isEqualTo(RunState.FAILED);
        requireBack(product, process.diedAt());
    }

    /** Dies at the first place, then at the second, and so on until a run needs none of that number. */
    private int everywhere(IntFunction<Mortal> process, Case one) {
        for (int place = 1; place < MORE_THAN_PLACES; place++) {
            Mortal mortal = process.apply(place);
            try (ConnectedProduct product = new ConnectedProduct()) {
                product.strayKeptByHand(CALLS_LATE);
                one.happen(product, new HeapJournal(), mortal);
            }
            if (!mortal.isDead()) {
                return place;
            }
        }
        throw new AssertionError("the run never ends");
    }

    /** Returns the run's id; empty if it died before there was one. */
    private static String dies(ConnectedProduct product, JournalDriver journal, Playbook playbook, Mortal process) {
        String id = "";
        try (SignalDr dr = product.open(journal, process, builder -> {})) {
            Plan plan = dr.playbooks().plan(playbook);
            id = plan.runId();
            product.expectBackup(RunNames.resource(id, "db-prepare", "signal-dr-connection"));
            try (Run run = plan.start()) {
                run.await(LIMIT);
            }
        } catch (Mortal.Death dead) {
            return id;
        }
        return id;
    }

    /** Goes on with a run, or begins it anew if it was never begun; then perhaps changes its mind. */
    private static RunStatus goOn(ConnectedProduct product, Next next) {
        try (SignalDr dr = product.open(next.journal(), next.process(), builder -> {})) {
            Optional<RunStatus> known = dr.playbooks().runs().stream()
                    .filter(run -> run.runId().equals(next.run()))
                    .findFirst();
            if (known.isPresent() && known.get().state().ended()) {
                return known.get();
            }
            try (Run run = begun(dr, next, known)) {
                if (next.back()) {
                    return cancelled(run);
                }
                return run.await(LIMIT);
            }
        }
    }

    private static Run begun(SignalDr dr, Next next, Optional<RunStatus> known) {
        boolean begun = known.isPresent() && !known.get().reason().contains("never begun");
        return begun
                ? dr.playbooks().resume(next.run(), next.playbook())
                : dr.playbooks().plan(next.playbook()).start();
    }

    private static RunStatus cancelled(Run run) {
        try {
            run.cancel(CancelPolicy.UNDO, "ann", "it is not wanted any more");
        } catch (DrException ended) {
            assertThat(ended.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        }
        return run.await(LIMIT);
    }

    /** What pods hold and what the secret says of it agree, and whoever looks sees it without the journal. */
    private void requireKnown(ConnectedProduct product, String place) {
        product.still(true);
        Map<String, String> truth = product.truth();
        try (SignalDr dr = product.openWithoutJournal()) {
            ConnectionReport report = dr.platform().connections().look(SECRET, "url");
            boolean same = truth.values().stream().distinct().count() == 1
                    && truth.containsValue(product.url().equals(NEWER) ? "newer" : "former");
            assertThat(same || report.state() == SwitchState.OPEN || report.state() == SwitchState.RETURNING)
                    .as(place + ": " + truth + " " + report)
                    .isTrue();
            states.add(report.state() + " "
                    + truth.values().stream().distinct().sorted().toList());
            String current = product.url().equals(NEWER) ? "newer" : "former";
            Map<String, String> told = new TreeMap<>(Stream.concat(
                            report.consumers().stream().flatMap(consumer -> consumer.pods().stream()),
                            report.foreign().stream().map(ForeignPod::holding))
                    .filter(pod -> pod.state() == PodHolding.State.CURRENT)
                    .collect(Collectors.toMap(PodHolding::pod, pod -> current)));
            Map<String, String> expected = new TreeMap<>(truth);
            expected.values().removeIf(held -> !held.equals(current));
            assertThat(expected).as(place).containsAllEntriesOf(told);
            expected.keySet().removeIf(pod -> pod.startsWith("ingest"));
            assertThat(told).as(place).containsAllEntriesOf(expected);
            assertThat(truth).as(place).containsKey(ConnectedProduct.STRAY);
        }
        product.still(false);
    }

    private static void requireSwitched(ConnectedProduct product, String place) {
        assertThat(product.url()).as(place).isEqualTo(NEWER);
        assertThat(product.truth().values()).as(place).containsOnly("newer");
    }

    private static void requireBack(ConnectedProduct product, String place) {
        assertThat(product.url()).as(place).isEqualTo(ConnectedProduct.FORMER);
        assertThat(product.truth().values()).as(place).containsOnly("former");
        assertThat(product.annotations()).as(place).isEqualTo(Map.of());
        assertThat(product.backups()).as(place).isEqualTo(List.of());
    }

    /** What comes after a death. */
    private record Next(JournalDriver journal, String run, Playbook playbook, Mortal process, boolean back) {

        static Next resume(JournalDriver journal, String run, Playbook playbook) {
            return new Next(journal, run, playbook, Mortal.immortal(), false);
        }
    }

    @FunctionalInterface
    private interface Case {
        void happen(ConnectedProduct product, JournalDriver journal, Mortal process);
    }
}
