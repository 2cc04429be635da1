package com.datafly.signal.dr.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * MirrorMaker 2 between two real clusters; the primary is killed under its producers, every other time they are frozen
 * and fenced as planned; the runner is killed at random moments of random steps, everything goes over and comes back,
 * and real consumers read before, between and after. With {@code -Dsignal-dr.failover.events} and
 * {@code -Dsignal-dr.failover.runs} it is the long proof; with {@code -Dsignal-dr.failover.seed=2} and
 * {@code -Dsignal-dr.failover.step=2} the primary is killed in each run. Each says in a line what it found.
 */
class StreamFailoverIT {

    private static final int EVENTS = Integer.getInteger("signal-dr.failover.events", 20_000);
    private static final int RUNS = Integer.getInteger("signal-dr.failover.runs", 2);
    private static final int SEED = Integer.getInteger("signal-dr.failover.seed", 1);
    private static final int STEP = Integer.getInteger("signal-dr.failover.step", 1);
    private static final int KILLS = Integer.getInteger("signal-dr.failover.kills", 1);

    @TempDir
    private Path directory;

    @Test
    void nothingThatWasCopiedIsLostAndNothingIsReadAgainBeyondTheBound() throws Exception {
        List<AssertionError> failures = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            int seed = SEED + run * STEP;
            Path place = Files.createDirectories(directory.resolve("seed-" + seed));
            try (FailoverClusters clusters = new FailoverClusters(place)) {
                FailoverCourse course = new FailoverCourse(clusters, seed, EVENTS);
                System.out.println("seed " + seed + ": " + course.overAndBack(KILLS));
            } catch (AssertionError e) {
                System.out.println("seed " + seed + " FAILED: " + e.getMessage());
                failures.add(e);
            }
            deleteAll(place);
        }
        assertThat(failures).isEmpty();
    }

    /** A million events take half a gigabyte: the next run needs the room. */
    private static void deleteAll(Path place) throws Exception {
        try (var all = Files.walk(place)) {
            for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
