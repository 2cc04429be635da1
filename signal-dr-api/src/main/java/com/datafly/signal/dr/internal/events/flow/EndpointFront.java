package com.datafly.signal.dr.internal.events.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.events.FlowProbe;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Sends markers to an endpoint. What it answers is not kept, for it may tell what others should not read. */
final class EndpointFront implements FlowFront {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int TIMED_OUT = 408;
    private static final int TOO_MANY = 429;

    private final FlowProbe probe;
    private final URI endpoint;
    private final Map<String, String> headers = new LinkedHashMap<>();

    /** Asks for the secrets, so that one that is missing is known before anything is done. */
    EndpointFront(FlowProbe probe, URI endpoint, Function<String, Secret> secrets) {
        this.probe = probe;
        this.endpoint = endpoint;
        probe.secretHeaders()
                .forEach((name, secret) ->
                        headers.put(name, secrets.apply(secret).use(String::new)));
    }

    @Override
    public FlowEntry put(FlowMarker marker, Duration allowed) {
        Duration timeout = allowed.compareTo(LONGEST) < 0 ? allowed : LONGEST;
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        try {
            return judge(client.send(request(marker, timeout), HttpResponse.BodyHandlers.discarding())
                    .statusCode());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return FlowEntry.broken(probe.front() + " cannot be connected to");
        } catch (IOException e) {
            return FlowEntry.unknown("the answer of " + probe.front() + " was lost ("
                    + e.getClass().getSimpleName() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.of(ErrorCode.CANCELLED, "probe the event flow", "the waiting thread was interrupted");
        }
    }

    /** A header that cannot be sent is not named by its value, which may be a secret. */
    private HttpRequest request(FlowMarker marker, Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .timeout(timeout)
                .method(probe.method(), HttpRequest.BodyPublishers.ofString(marker.into(probe.value()), UTF_8))
                .header("Content-Type", probe.contentType())
                .header(FlowProbe.MARKER_HEADER, marker.text());
        probe.headers().forEach((name, template) -> header(request, name, marker.into(template)));
        headers.forEach((name, value) -> header(request, name, value));
        return request.build();
    }

    private static void header(HttpRequest.Builder request, String name, String value) {
        try {
            request.header(name, value);
        } catch (IllegalArgumentException e) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "probe the event flow",
                    "the header '" + name + "' cannot be sent, by its name or by its value",
                    failure -> failure.hint(
                            "A value is one line: look for a line break at the end of a secret. The client itself sets"
                                    + " Host, Content-Length, Connection, Expect and Upgrade."));
        }
    }

    private FlowEntry judge(int status) {
        String problem = probe.front() + " answered " + status;
        if (status >= 200 && status < 300) {
            return FlowEntry.taken();
        }
        return status >= 500 || status == TIMED_OUT || status == TOO_MANY
                ? FlowEntry.broken(problem)
                : FlowEntry.unwanted(problem);
    }
}
