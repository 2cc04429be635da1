package com.datafly.signal.dr.k8s.testing;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceTypes;
import com.datafly.signal.dr.k8s.testing.internal.api.Target;
import com.datafly.signal.dr.k8s.testing.internal.api.User;
import com.datafly.signal.dr.k8s.testing.internal.api.Verbs;
import com.datafly.signal.dr.k8s.testing.internal.http.Answer;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;
import com.datafly.signal.dr.k8s.testing.internal.verbs.Answers;
import com.datafly.signal.dr.k8s.testing.internal.verbs.Router;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes every request through who calls, what goes wrong, what is allowed and what is done, and notes it. */
final class Dispatcher {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final ResourceTypes types;
    private final Users users;
    private final Faults faults;
    private final CallLog calls;
    private final Router router;
    private final Consumer<String> done;

    /**
     * Creates a dispatcher.
     *
     * @param done hears the verb of every request that was carried out
     */
    Dispatcher(ResourceTypes types, Users users, Faults faults, CallLog calls, Router router, Consumer<String> done) {
        this.types = types;
        this.users = users;
        this.faults = faults;
        this.calls = calls;
        this.router = router;
        this.done = done;
    }

    Answer dispatch(Request request) {
        try {
            Optional<Target> target = Target.of(request.segments(), types);
            return target.isPresent() ? resource(target.get(), request) : elsewhere(request);
        } catch (Refusal refusal) {
            calls.add(Call.elsewhere(request, refusal.code()));
            return Answers.refused(refusal);
        }
    }

    private Answer elsewhere(Request request) {
        if (!Router.isPublic(request.segments())) {
            users.of(request);
        }
        Answer answer = router.discover(request.segments());
        calls.add(Call.elsewhere(request, answer.status()));
        return answer;
    }

    private Answer resource(Target target, Request request) {
        String verb = Verbs.of(request, target);
        Optional<Fault> fault = faults.take(verb, target.permission());
        Answer answer;
        try {
            faults.happen(verb, target.permission(), true);
            answer = fault.filter(Fault::isLostRequest).isPresent()
                    ? Answer.none()
                    : carryOut(target, verb, request, fault);
        } catch (Refusal refusal) {
            answer = Answers.refused(refusal);
        } catch (IllegalArgumentException e) {
            answer = Answers.refused(Refusals.badRequest(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            log.error("the testing server fails at {} {}", request.method(), request.target(), e);
            answer = Answers.refused(Refusals.internal(e.toString()));
        }
        calls.add(new Call(verb, target, request, answer.status()));
        return answer;
    }

    private Answer carryOut(Target target, String verb, Request request, Optional<Fault> fault) {
        User user = users.of(request);
        fault.ifPresent(Fault::await);
        if (fault.flatMap(Fault::refusal).isPresent()) {
            throw fault.flatMap(Fault::refusal).get();
        }
        user.require(target, verb);
        Answer answer = router.answer(target, verb, request, user);
        done.accept(verb);
        faults.happen(verb, target.permission(), false);
        return fault.filter(Fault::isLostAnswer).isPresent() ? Answer.none() : answer;
    }
}
