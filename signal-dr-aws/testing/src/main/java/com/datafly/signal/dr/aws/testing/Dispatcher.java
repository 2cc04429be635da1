package com.datafly.signal.dr.aws.testing;

import com.datafly.signal.dr.aws.testing.internal.http.Answer;
import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Request;
import com.datafly.signal.dr.aws.testing.internal.http.Service;
import com.datafly.signal.dr.aws.testing.internal.http.Service.Command;
import com.datafly.signal.dr.aws.testing.internal.http.Signature;
import com.datafly.signal.dr.aws.testing.internal.http.SignatureCheck;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a request to its service, through the signature's check and what was planned to go wrong. */
final class Dispatcher {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final QueryProtocol NO_SERVICE = new QueryProtocol("http://webservices.amazon.com/AWSFault", "");

    private final Map<String, Service> services;
    private final SignatureCheck check;
    private final Faults faults;
    private final CallLog calls;
    private final Set<String> lost = ConcurrentHashMap.newKeySet();

    Dispatcher(Map<String, Service> services, SignatureCheck check, Faults faults, CallLog calls) {
        this.services = services;
        this.check = check;
        this.faults = faults;
        this.calls = calls;
    }

    /** Returns the answer; empty if the connection is to be closed without one. */
    Optional<Answer> dispatch(Request unproven) {
        Optional<Signature> signature = unproven.header("authorization").flatMap(Signature::parse);
        Optional<Service> service = signature.flatMap(signed -> Optional.ofNullable(services.get(signed.service())));
        if (signature.isEmpty() || service.isEmpty()) {
            Refusal refusal = signature.isEmpty()
                    ? Refusal.of("MissingAuthenticationToken", 403, "Request is missing Authentication Token")
                    : Refusal.of(
                            "SignatureDoesNotMatch",
                            403,
                            "there is no service '" + signature.get().service() + "' here, only " + services.keySet());
            return Optional.of(NO_SERVICE.refuse(refusal, unproven.id()));
        }
        return serve(service.get(), signature.get(), unproven);
    }

    private Optional<Answer> serve(Service service, Signature signature, Request unproven) {
        Request request = unproven.provenBy(unproven.principal(), signature.region());
        Command command = new Command("", Map.of());
        Optional<Answer> answer;
        try {
            command = service.read(request);
            request = check.verify(unproven, signature);
            answer = answer(service, request, command);
        } catch (Refusal refusal) {
            answer = Optional.of(service.refuse(refusal, request.id()));
        } catch (RuntimeException defect) {
            log.error("{} of {} met a defect of the testing server", command.action(), service.name(), defect);
            answer = Optional.of(service.refuse(
                    Refusal.of("InternalFailure", 500, "a defect of the testing server: " + defect), request.id()));
        }
        calls.add(service.name(), request, command, answer);
        return answer;
    }

    private Optional<Answer> answer(Service service, Request request, Command command) {
        if (isRepeatedByTheClientsHttp(request)) {
            return Optional.empty();
        }
        Faults.@Nullable Scripted fault = faults.take(command.action()).orElse(null);
        if (fault == null) {
            return Optional.of(service.handle(request, command));
        }
        if (fault.refusal().isPresent()) {
            throw fault.refusal().get();
        }
        return switch (fault.fault().orElseThrow()) {
            case THROTTLED -> throw Refusal.of("Throttling", "Rate exceeded").with(Map.of("Retry-After", "7"));
            case REFUSED ->
                throw Refusal.of("ServiceUnavailable", 503, "The request failed because the service is unavailable.");
            case STALE -> Optional.of(service.handle(request.seenLate(), command));
            case REQUEST_LOST -> lose(request);
            case ANSWER_LOST -> {
                service.handle(request, command);
                yield lose(request);
            }
        };
    }

    private Optional<Answer> lose(Request request) {
        if (request.header("amz-sdk-invocation-id").isPresent()) {
            lost.add(request.header("authorization").orElse(""));
        }
        return Optional.empty();
    }

    /** Java's HTTP client sends a request without a body again, unasked, when the connection is closed. */
    private boolean isRepeatedByTheClientsHttp(Request request) {
        return lost.remove(request.header("authorization").orElse(""));
    }
}
