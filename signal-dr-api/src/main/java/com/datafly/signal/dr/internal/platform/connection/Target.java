package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.platform.connection.url.Endpoint;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ConnectionEndpoint;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a connection is to lead, or which step says so.
 *
 * @param kind who says so
 * @param name the host, or the step
 * @param port the port, if it is not the former one
 * @param database the database's name, if it is not the former one
 * @param user the user, if it is not the former one
 */
public record Target(Kind kind, String name, Optional<Integer> port, Optional<String> database, Optional<String> user) {

    private static final String LATER = "not-known-yet.invalid";

    /** Who says where a connection is to lead. */
    public enum Kind {
        /** Nobody: all new values are lent. */
        NONE,
        /** The host's own definition. */
        HOST,
        /** The provider of the database that a step made. */
        COPY,
        /** A step of the host's, by a {@code ConnectionEndpoint}. */
        STEP
    }

    /** Returns the steps that say so. */
    public Set<String> steps() {
        return kind == Kind.COPY || kind == Kind.STEP ? Set.of(name) : Set.of();
    }

    /** Says it in words. */
    public String words() {
        return switch (kind) {
            case NONE -> "what the host lends";
            case HOST -> name + port.map(number -> ":" + number).orElse("");
            case COPY -> "the database of step '" + name + "'";
            case STEP -> "what step '" + name + "' says";
        };
    }

    /**
     * Finds out where it is.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if the step said nothing, or the provider does not tell
     */
    public Optional<Endpoint> resolve(StepContext context) {
        return switch (kind) {
            case NONE -> Optional.empty();
            case HOST -> Optional.of(new Endpoint(name, port, database, user));
            case COPY -> Optional.of(ofCopy(context));
            case STEP -> Optional.of(ofStep(context));
        };
    }

    /** Tells whether the host is known before any step acts. */
    boolean isForeseen() {
        return steps().isEmpty();
    }

    /** Returns what is known of it before any step acts; a host that is known later has a name of its own. */
    Optional<Endpoint> foreseen() {
        return switch (kind) {
            case NONE -> Optional.empty();
            case HOST -> Optional.of(new Endpoint(name, port, database, user));
            case COPY, STEP -> Optional.of(new Endpoint(LATER, port, database, user));
        };
    }

    private Endpoint ofStep(StepContext context) {
        ConnectionEndpoint said = context.output(name, ConnectionEndpoint.class)
                .orElseThrow(() -> unknown(context, "step '" + name + "' has not succeeded"));
        return new Endpoint(
                said.host(), said.port().or(() -> port), said.database().or(() -> database), user);
    }

    private Endpoint ofCopy(StepContext context) {
        Map<String, String> details = context.copy(name).status().details();
        String host = details.get("endpoint");
        if (host == null || host.isBlank()) {
            throw unknown(context, "its provider does not tell the endpoint of the database of step '" + name + "'");
        }
        return new Endpoint(host, port, database, user);
    }

    private static DrException unknown(StepContext context, String problem) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                context.stepId(),
                problem,
                failure -> failure.hint("Name the endpoint, or let a step of yours leave a ConnectionEndpoint."));
    }
}
