package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The incident freeze, noted on the database itself, so that every process sees it. */
final class Freeze {

    /** The annotation whose value is the reason. */
    static final String ANNOTATION = "signal-dr:freeze";

    private final Resource resource;

    Freeze(Resource resource) {
        this.resource = resource;
    }

    void on(String reason) {
        String operation = "freeze removals on " + resource.address();
        Names.requireReason(operation, reason);
        note(operation, Map.of(ANNOTATION, reason), Set.of(), Optional.of(reason));
    }

    void off() {
        note("end the freeze on " + resource.address(), Map.of(), Set.of(ANNOTATION), Optional.empty());
    }

    /** Returns the reason, if removals are frozen. A database without annotations cannot be frozen. */
    Optional<String> reason() {
        String operation = "ask for a freeze on " + resource.address();
        return resource.calls().read(operation, resource.driver()::capabilities).supports(Capability.ANNOTATE)
                ? Optional.ofNullable(resource.calls()
                        .read(operation, resource.driver()::annotations)
                        .get(ANNOTATION))
                : Optional.empty();
    }

    void requireOff(String operation) {
        reason().ifPresent(reason -> {
            throw resource.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "removals are frozen: " + reason,
                    "End the freeze with Retention.unfreeze() once the incident is over.");
        });
    }

    private void note(String operation, Map<String, String> set, Set<String> remove, Optional<String> wanted) {
        resource.require(Capability.ANNOTATE, operation);
        resource.change(operation, () -> resource.driver().annotate(set, remove), () -> reason().equals(wanted));
    }
}
