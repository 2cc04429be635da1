package com.datafly.signal.dr.k8s.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.k8s.testing.Fault;
import com.datafly.signal.dr.spi.JournalDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Requests and answers that get lost between a runner and the cluster. */
class ClusterJournalFaultsTest extends ClusterFixture {

    private static final List<Fault> PASSING =
            List.of(Fault.lostRequest(), Fault.lostAnswer(), Fault.failing(), Fault.unavailable(), Fault.throttled(2));

    @Test
    void whatTheDriverIsNotToldItCallsUnknown() {
        JournalDriver driver = site().open();
        for (int fault = 0; fault < 4; fault++) {
            String log = "run-" + fault;
            site().server().faults().next("create", "secrets", PASSING.get(fault));
            DrException unknown =
                    failure(ErrorCode.UNAVAILABLE, Effect.UNKNOWN, () -> append(driver, log, 1, "planned"));
            assertThat(unknown.retry()).isEqualTo(RetryAdvice.RECONCILE_FIRST);
        }
        assertThat(site().open().logs())
                .as("only the answer about this one was lost")
                .containsExactly("run-1");
        assertThat(site().server().count("create", "secrets")).isEqualTo(4);
    }

    @Test
    void whatTheClusterRefusesChangesNothing() {
        JournalDriver driver = site().open();
        append(driver, "run-1", 1, "one");
        site().server().faults().next("patch", "secrets", Fault.throttled(7));
        site().server()
                .faults()
                .next(
                        "patch",
                        "secrets",
                        Fault.refused(
                                403,
                                "Forbidden",
                                "secrets \"a\" is forbidden: exceeded quota: all, requested: secrets=1, used:"
                                        + " secrets=9, limited: secrets=9"));

        assertThat(failure(ErrorCode.THROTTLED, () -> append(driver, "run-1", 2, "two"))
                        .retryAfter())
                .contains(Duration.ofSeconds(7));
        failure(ErrorCode.QUOTA, () -> append(driver, "run-1", 2, "two"));

        assertThat(lines(site().open(), "run-1")).containsExactly("one");
        append(driver, "run-1", 2, "two");
        assertThat(lines(site().open(), "run-1")).containsExactly("one", "two");
    }

    @Test
    void whateverIsLostEveryRecordIsThereOnce() {
        RunJournal journal = journals(site().open()).create("run-1", entries("planned"));
        List<String> expected = new ArrayList<>(List.of("planned"));
        for (int first = 0; first < PASSING.size(); first++) {
            for (int second = 0; second < PASSING.size(); second++) {
                // Every third record begins a Secret of its own, so patches and creations are both befallen.
                site().server().faults().next("patch", "secrets", PASSING.get(first));
                site().server().faults().next("create", "secrets", PASSING.get(second));
                String type = "e-" + first + "-" + second;
                journal.append(List.of(entry(type, "x".repeat(11_000))));
                expected.add(type);
            }
        }
        site().server().faults().clear();

        RunJournal opened = journals(site().open()).open("run-1");
        assertThat(types(opened)).isEqualTo(expected);
        assertThat(opened.head()).isEqualTo(journal.head());
        assertThat(opened.verify().isIntact()).isTrue();
        assertThat(segments()).hasSizeGreaterThan(5);
    }

    @Test
    void aReadThatBreaksOffIsGoneOnWith() {
        JournalDriver driver = site().open();
        RunJournal journal = journals(driver).create("run-1", entries("planned"));
        for (int i = 0; i < 70; i++) {
            journal.append(List.of(entry("e-" + i, "x".repeat(15_000))));
        }
        site().server().faults().before("list", "secrets", 2, () -> {
            append(driver, "other", 1, "line");
            site().server().compact();
        });
        site().server().faults().next("list", "secrets", Fault.unavailable());

        assertThat(types(journals(site().open()).open("run-1"))).hasSize(71);
        assertThat(site().server().count("list", "secrets")).isGreaterThan(4);
    }

    @Test
    void aLateRequestOfAFencedRunnerChangesNothing() {
        for (String verb : List.of("patch", "create")) {
            String run = "run-" + verb;
            RunJournal stale = journals(site().open(Duration.ofSeconds(3))).create(run, entries("planned"));
            if (verb.equals("create")) {
                stale.append(List.of(entry("filling", "x".repeat(15_900)), entry("filling", "y".repeat(15_900))));
                String full = "{\"immutable\":true}";
                site().server().objects().patch("secrets", Site.NAMESPACE, lastSegmentOf(run), full);
            }
            CountDownLatch gate = new CountDownLatch(1);
            site().server().faults().next(verb, "secrets", Fault.held(gate));
            site().server().faults().next(verb, "secrets", Fault.lostRequest(), 100);
            failure(ErrorCode.UNAVAILABLE, Effect.UNKNOWN, () -> stale.append(entries("stale")));
            site().server().faults().clear();

            RunJournal next = journals(site().open()).open(run);
            next.takeOver(entries("runner-started"));
            gate.countDown();
            next.append(entries("next"));

            failure(ErrorCode.FENCED, () -> stale.append(entries("still stale")));
            assertThat(types(journals(site().open()).open(run)))
                    .endsWith("runner-started", "next")
                    .doesNotContain("stale", "still stale");
        }
    }

    @Test
    void aJournalThatCannotBeReachedIsUnavailableAndGoesOnAfterwards() {
        JournalDriver driver = site().open();
        Journals journals = journals(driver);
        RunJournal journal = journals.create("run-1", entries("planned"));
        site().server().refuseConnections();
        // The first request may still meet a connection that is just being ended.
        assertThatException().isThrownBy(driver::logs);

        DrException unreachable = failure(ErrorCode.UNAVAILABLE, () -> append(driver, "run-2", 1, "one"));
        failure(ErrorCode.UNAVAILABLE, () -> journal.append(entries("one")));
        failure(ErrorCode.UNAVAILABLE, journals::runs);

        assertThat(unreachable.retry()).isEqualTo(RetryAdvice.SAFE);
        site().server().acceptConnections();
        journal.append(entries("two"));
        assertThat(types(journal)).containsExactly("planned", "two");
    }

    private static JournalEntry entry(String type, String filling) {
        return JournalEntry.of(type, Map.of("filling", filling));
    }

    private String lastSegmentOf(String run) {
        return segments().stream()
                .filter(secret -> secret.at("/metadata/annotations/signal-dr.datafly.com~1name")
                        .asText()
                        .equals(run))
                .reduce((first, second) -> second)
                .orElseThrow()
                .at("/metadata/name")
                .asText();
    }
}
