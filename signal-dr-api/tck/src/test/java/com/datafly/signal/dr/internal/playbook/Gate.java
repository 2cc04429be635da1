package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepKind;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A step that a test holds up. */
final class Gate {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    Step step(String id) {
        ReadWork work = new ReadWork("held", context -> {
            begun.countDown();
            await(opened);
            return "held";
        });
        return Step.of(id, work, new ReadWork.Input(""), step -> step.kind(StepKind.PURE));
    }

    void awaitBegun() {
        await(begun);
    }

    void open() {
        opened.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
