package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.playbook.Run;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs that this process works on, stopped with their owner. One that has ended is forgotten when the next begins.
 */
final class OpenRuns implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpenRuns.class);

    private final Set<Run> runs = new CopyOnWriteArraySet<>();

    Run add(Run run) {
        runs.removeIf(other -> other.status().state().ended());
        runs.add(run);
        return run;
    }

    @Override
    public void close() {
        for (Run run : List.copyOf(runs)) {
            runs.remove(run);
            try {
                run.close();
            } catch (RuntimeException e) {
                LOG.warn("run {} could not be closed", run.id(), e);
            }
        }
    }
}
