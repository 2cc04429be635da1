package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;

/** Several writers at once. */
final class Race {

    private Race() {}

    /** Lets all writers go at once and returns the numbers of those whose turn gave true. */
    static List<Integer> of(int writers, IntPredicate turn) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            CyclicBarrier start = new CyclicBarrier(writers);
            List<Future<Boolean>> turns = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                int number = writer;
                turns.add(threads.submit(() -> {
                    start.await();
                    return turn.test(number);
                }));
            }
            List<Integer> winners = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                if (turns.get(writer).get()) {
                    winners.add(writer);
                }
            }
            return winners;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Tells whether a conditional write took place; its only failure is a conflict. */
    static boolean wins(Runnable write) {
        try {
            write.run();
            return true;
        } catch (DrException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
            return false;
        }
    }
}
