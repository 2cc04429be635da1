package com.datafly.signal.dr.internal.playbook.guard;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.internal.platform.access.Needs;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.GuardKind;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.verify.Verdict;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A guard made of its description and a look.
 *
 * @param failureDomains what it is lost with, besides the provider
 * @param needs what it asks the platform for
 * @param look what is asked; if it throws, the guard could not be asked
 */
public record Question(
        String name,
        GuardKind kind,
        Map<String, String> parameters,
        Set<FailureDomain> failureDomains,
        Needs needs,
        Function<StepContext, GuardResult> look)
        implements Guard {

    /** Takes copies. */
    public Question {
        parameters = Map.copyOf(parameters);
        failureDomains = Set.copyOf(failureDomains);
    }

    /** Asks something that is lost with what is named, and no platform. */
    public Question(
            String name,
            GuardKind kind,
            Map<String, String> parameters,
            Set<FailureDomain> failureDomains,
            Function<StepContext, GuardResult> look) {
        this(name, kind, parameters, failureDomains, Needs.NONE, look);
    }

    /** Asks the provider, or something that is lost with nothing. */
    public Question(
            String name, GuardKind kind, Map<String, String> parameters, Function<StepContext, GuardResult> look) {
        this(name, kind, parameters, Set.of(), look);
    }

    /** Returns the same, of which it is known what it asks the platform for. */
    public Question asking(Needs needs) {
        return new Question(name, kind, parameters, failureDomains, needs, look);
    }

    @Override
    public GuardResult check(StepContext context) {
        try {
            return look.apply(context);
        } catch (DrException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            return GuardResult.error(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return GuardResult.error("the guard failed with " + e);
        }
    }

    /**
     * Asks in a drill as in a live run, but lets the drill go on: there, the product is in no danger and nothing was
     * done to it. A look that does not work stops the drill too.
     */
    public Question unlessDrill() {
        return new Question(name, kind, parameters, failureDomains, needs, context -> {
            GuardResult found = look.apply(context);
            return context.drill() && !found.holds() && found.verdict() != Verdict.ERROR
                    ? GuardResult.passed("in a drill it need not hold; a live run would see " + found)
                    : found;
        });
    }
}
