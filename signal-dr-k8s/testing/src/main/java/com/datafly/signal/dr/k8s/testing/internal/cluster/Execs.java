package com.datafly.signal.dr.k8s.testing.internal.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.cluster.KubeletApi.Answered;
import com.datafly.signal.dr.k8s.testing.internal.http.Answer;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;
import com.datafly.signal.dr.k8s.testing.internal.http.WebSocket;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Answers commands over a WebSocket, each stream on a channel of its own. Nothing is read from the client. */
final class Execs {

    private static final int OUTPUT = 1;
    private static final int ERRORS = 2;
    private static final int STATUS = 3;
    private static final Set<String> SPOKEN = Set.of("v5.channel.k8s.io", "v4.channel.k8s.io");

    private Execs() {}

    /** Runs a command once the client has changed over to a WebSocket. */
    static Answer answer(Request request, Supplier<Answered> command) {
        if (!request.asksForWebSocket()) {
            throw Refusals.badRequest("Upgrade request required");
        }
        List<String> offered = Arrays.asList(
                request.header("sec-websocket-protocol").orElse("").split("\\s*,\\s*", -1));
        String protocol = offered.stream()
                .filter(SPOKEN::contains)
                .findFirst()
                .orElseThrow(() -> Refusals.badRequest("none of the protocols is spoken: " + offered));
        return Answer.webSocket(protocol, socket -> speak(socket, command.get()));
    }

    private static void speak(WebSocket socket, Answered ended) throws IOException {
        if (ended.output().length > 0) {
            socket.send(OUTPUT, ended.output());
        }
        if (ended.errors().length > 0) {
            socket.send(ERRORS, ended.errors());
        }
        socket.send(STATUS, Json.bytes(status(ended)));
    }

    private static ObjectNode status(Answered ended) {
        if (ended.exitCode() < 0) {
            String why = new String(ended.errors(), UTF_8);
            Refusal refusal = Refusals.internal("error executing command in container: " + why);
            return refusal.status();
        }
        ObjectNode status = Json.object();
        status.putObject("metadata");
        if (ended.exitCode() == 0) {
            return status.put("status", "Success");
        }
        status.put("status", "Failure").put("reason", "NonZeroExitCode");
        status.put(
                "message",
                "command terminated with non-zero exit code: error executing command, exit code " + ended.exitCode());
        ObjectNode cause = Json.list(status.putObject("details"), "causes").addObject();
        cause.put("reason", "ExitCode").put("message", Integer.toString(ended.exitCode()));
        return status;
    }
}
