package com.datafly.signal.dr.k8s.internal.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.k8s.internal.Attempt;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import com.datafly.signal.dr.k8s.internal.model.Pods;
import com.datafly.signal.dr.platform.EvictionAnswer;
import com.datafly.signal.dr.platform.EvictionAnswer.Verdict;
import com.datafly.signal.dr.platform.LogQuery;
import com.datafly.signal.dr.platform.Pod;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Asks for pods and their logs, and evicts them. */
final class PodCalls {

    private final Connection connection;
    private final Namespaces namespaces;

    PodCalls(Connection connection, Namespaces namespaces) {
        this.connection = connection;
        this.namespaces = namespaces;
    }

    List<Pod> list(Map<String, String> labels) {
        List<Pod> pods = Pages.read(
                connection,
                Attempt.of("list", "pods"),
                client -> client.pods().inNamespace(connection.namespace()).withLabels(labels),
                Pods::of);
        if (pods.isEmpty()) {
            namespaces.requireThere();
        }
        return pods;
    }

    /** Fabric8 gives neither the server's reason nor the difference between a budget and a busy server. */
    EvictionAnswer evict(String pod, boolean dryRun) {
        Attempt attempt = Attempt.of("create", "pods/eviction", pod);
        Function<KubernetesClient, String> call =
                client -> client.raw(path(pod, "eviction"), "POST", eviction(pod, dryRun));
        try {
            String answer = dryRun ? connection.read(attempt, call) : connection.change(attempt, call);
            return new EvictionAnswer(Verdict.ALLOWED, answer.isEmpty() ? "" : "the server lets it go");
        } catch (DrException e) {
            return refused(e);
        }
    }

    private Eviction eviction(String pod, boolean dryRun) {
        DeleteOptions options = new DeleteOptionsBuilder()
                .withDryRun(dryRun ? List.of("All") : List.of())
                .build();
        return new EvictionBuilder()
                .withNewMetadata()
                .withName(pod)
                .withNamespace(connection.namespace())
                .endMetadata()
                .withDeleteOptions(options)
                .build();
    }

    private static EvictionAnswer refused(DrException failure) {
        String causes = failure.details().getOrDefault("causes", "");
        if (failure.code() == ErrorCode.THROTTLED && causes.startsWith("DisruptionBudget")) {
            return new EvictionAnswer(Verdict.REFUSED, causes.substring("DisruptionBudget: ".length()));
        }
        if (failure.code() == ErrorCode.FAILED_PRECONDITION && failure.details().containsKey("status")) {
            return new EvictionAnswer(Verdict.MISCONFIGURED, failure.problem());
        }
        if (failure.code() == ErrorCode.NOT_FOUND) {
            return new EvictionAnswer(Verdict.GONE, failure.problem());
        }
        throw failure;
    }

    /**
     * Fabric8 waits for the pod to be ready before it reads, and cannot limit the log of a container that ended. A
     * kubelet that is told a limit leaves out the newest: one byte more shows that there is more.
     */
    List<String> logs(String pod, LogQuery query) {
        String uri = path(pod, "log") + "?" + parameters(query);
        String text = connection.read(Attempt.of("get", "pods/log", pod), client -> client.raw(uri, "GET", null));
        if (text.getBytes(UTF_8).length > query.limitBytes()) {
            throw DrException.create(
                    ErrorCode.QUOTA,
                    "read the log of pod/" + pod,
                    "the last " + query.tail() + " lines are more than " + query.limitBytes() + " bytes",
                    failure -> failure.hint("Ask for fewer lines, or allow more bytes."));
        }
        return text.lines().toList();
    }

    private static String parameters(LogQuery query) {
        List<String> parameters = new ArrayList<>();
        query.container().ifPresent(name -> parameters.add("container=" + encoded(name)));
        query.since().ifPresent(since -> parameters.add("sinceTime=" + encoded(since.toString())));
        parameters.add("tailLines=" + query.tail());
        parameters.add("limitBytes=" + (query.limitBytes() + 1L));
        parameters.add("previous=" + query.previous());
        return String.join("&", parameters);
    }

    private String path(String pod, String subresource) {
        return "/api/v1/namespaces/" + connection.namespace() + "/pods/" + encoded(pod) + "/" + subresource;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
