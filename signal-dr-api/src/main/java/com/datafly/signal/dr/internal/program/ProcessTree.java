package com.datafly.signal.dr.internal.program;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program and what it began. What left it by a second fork before it was seen is out of reach. */
final class ProcessTree {

    private static final Duration LOOK = Duration.ofMillis(50);

    /** What is killed is gone a little later. */
    private static final Duration BURIAL = Duration.ofSeconds(2);

    private final ProcessHandle root;
    private final Set<ProcessHandle> seen = new LinkedHashSet<>();

    ProcessTree(ProcessHandle root) {
        this.root = root;
    }

    /**
     * Asks the program itself to end, and its children only by it, for those may be what it needs to end in order; what
     * still lives after {@code grace} is killed. Returns once all of it is gone, or was killed.
     *
     * <p>An interrupt does not shorten it, and is there again afterwards.
     */
    void end(Duration grace) {
        look();
        root.destroy();
        boolean interrupted = awaitEnd(grace);
        kill();
        interrupted |= awaitEnd(BURIAL);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills whatever of it is left, and does not wait for that. */
    void kill() {
        look();
        root.destroyForcibly();
        seen.forEach(ProcessHandle::destroyForcibly);
    }

    /** Waits until all of it is gone, for a time, and tells whether it was interrupted meanwhile. */
    private boolean awaitEnd(Duration most) {
        boolean interrupted = Thread.interrupted();
        long deadline = System.nanoTime() + most.toNanos();
        while (isAlive() && System.nanoTime() < deadline) {
            interrupted |= pause();
            look();
        }
        return interrupted;
    }

    private void look() {
        for (ProcessHandle known : List.copyOf(seen)) {
            known.descendants().forEach(seen::add);
        }
        root.descendants().forEach(seen::add);
    }

    private boolean isAlive() {
        return root.isAlive() || seen.stream().anyMatch(ProcessHandle::isAlive);
    }

    private boolean pause() {
        ProcessHandle alive = root.isAlive()
                ? root
                : seen.stream().filter(ProcessHandle::isAlive).findFirst().orElse(root);
        try {
            alive.onExit().get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            return false;
        } catch (InterruptedException e) {
            return true;
        } catch (TimeoutException | ExecutionException e) {
            // It lives on, or cannot be waited for: the next look tells.
            return false;
        }
    }
}
