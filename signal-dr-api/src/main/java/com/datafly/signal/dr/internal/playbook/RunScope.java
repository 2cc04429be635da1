package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.internal.ProductResources;
import com.datafly.signal.dr.internal.playbook.action.Copies;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.step.CopyMade;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all steps of a run share, and what was opened for them. Thread-safe. */
final class RunScope implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunScope.class);

    private final String runId;
    private final Optional<Instant> expiresAt;
    private final Playbook playbook;
    private final RunTarget target;
    private final RunEnvironment environment;
    private final Map<String, Database> copies = new HashMap<>();
    private final List<Secret> secrets = new ArrayList<>();

    RunScope(Ledger ledger, Playbook playbook, RunTarget target, RunEnvironment environment) {
        this.runId = ledger.runId();
        this.expiresAt = ledger.plan().expiresAt();
        this.playbook = playbook;
        this.target = target;
        this.environment = environment;
    }

    String runId() {
        return runId;
    }

    boolean isDrill() {
        return expiresAt.isPresent();
    }

    Playbook playbook() {
        return playbook;
    }

    /** Returns the scheme of the target's address, by which the history of durations knows the provider. */
    String provider() {
        return target.database().map(database -> database.address().scheme()).orElse("");
    }

    RunEnvironment environment() {
        return environment;
    }

    Map<String, String> tags() {
        return RunNames.tags(runId, expiresAt);
    }

    Database database() {
        return target.database()
                .orElseThrow(() -> refusal("use the database", "the target " + target.identity() + " has none"));
    }

    ProductResources resources() {
        return target.resources();
    }

    /** Opens what a step made, once for all steps. */
    synchronized Database copy(String step, CopyMade made) {
        Database open = copies.get(step);
        if (open == null) {
            open = Copies.open(database(), made);
            copies.put(step, open);
        }
        return open;
    }

    synchronized Secret secret(String name) {
        Secret secret = target.secret(name)
                .orElseThrow(() -> refusal("use the secret '" + name + "'", "the host gave none of that name"));
        secrets.add(secret);
        return secret;
    }

    @Override
    public synchronized void close() {
        secrets.forEach(Secret::close);
        for (Database copy : copies.values()) {
            try {
                copy.close();
            } catch (RuntimeException e) {
                LOG.warn("a copy could not be closed: {}", e.getClass().getName());
            }
        }
        copies.clear();
    }

    private static DrException refusal(String operation, String problem) {
        return DrException.of(ErrorCode.FAILED_PRECONDITION, operation, problem);
    }
}
