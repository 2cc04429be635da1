package com.datafly.signal.dr.k8s.internal.driver;

import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.k8s.internal.Attempt;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import com.datafly.signal.dr.platform.AccessAnswer;
import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.PlatformCapabilities;
import com.datafly.signal.dr.platform.PlatformCapability;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks what the credential in use may do. */
final class AccessCalls {

    private static final Attempt REVIEW = Attempt.of("create", "selfsubjectaccessreviews");

    private final Connection connection;

    AccessCalls(Connection connection) {
        this.connection = connection;
    }

    List<AccessAnswer> answers(List<AccessRequest> requests) {
        return requests.stream().map(this::answer).toList();
    }

    private AccessAnswer answer(AccessRequest request) {
        SelfSubjectAccessReview review = review(request);
        SubjectAccessReviewStatus status = connection.read(
                REVIEW,
                client -> client.authorization()
                        .v1()
                        .selfSubjectAccessReview()
                        .create(review)
                        .getStatus());
        boolean allowed = Boolean.TRUE.equals(status.getAllowed());
        return new AccessAnswer(request, allowed, reason(status, allowed));
    }

    /** Where the server could not look at all roles, as one that a binding names and that is gone, it says so. */
    private static String reason(SubjectAccessReviewStatus status, boolean allowed) {
        String reason = Stream.of(status.getReason(), allowed ? null : status.getEvaluationError())
                .filter(text -> text != null && !text.isBlank())
                .collect(Collectors.joining("; "));
        return reason.isEmpty() && !allowed ? "no role of the credential allows it" : reason;
    }

    private SelfSubjectAccessReview review(AccessRequest request) {
        int slash = request.resource().indexOf('/');
        return new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(request.namespaced() ? connection.namespace() : null)
                .withVerb(request.verb())
                .withGroup(request.group())
                .withResource(
                        slash < 0 ? request.resource() : request.resource().substring(0, slash))
                .withSubresource(slash < 0 ? null : request.resource().substring(slash + 1))
                .withName(request.name().isEmpty() ? null : request.name())
                .endResourceAttributes()
                .endSpec()
                .build();
    }

    PlatformCapabilities capabilities() {
        List<AccessRequest> needed =
                Needs.ALL.values().stream().flatMap(List::stream).distinct().toList();
        Map<AccessRequest, AccessAnswer> answers = new LinkedHashMap<>();
        answers(needed).forEach(answer -> answers.put(answer.request(), answer));
        Map<PlatformCapability, CapabilityStatus> statuses = new EnumMap<>(PlatformCapability.class);
        Needs.ALL.forEach((capability, requests) -> statuses.put(capability, status(requests, answers)));
        return PlatformCapabilities.of(statuses);
    }

    private static CapabilityStatus status(List<AccessRequest> requests, Map<AccessRequest, AccessAnswer> answers) {
        String missing = requests.stream()
                .filter(request -> !allowed(answers, request))
                .map(AccessRequest::toString)
                .collect(Collectors.joining(", "));
        return missing.isEmpty()
                ? new CapabilityStatus.Supported("")
                : new CapabilityStatus.Unsupported("the credential in use may not " + missing);
    }

    private static boolean allowed(Map<AccessRequest, AccessAnswer> answers, AccessRequest request) {
        AccessAnswer answer = answers.get(request);
        return answer != null && answer.allowed();
    }
}
