package com.datafly.signal.dr.kafka.internal.connect;

import com.datafly.signal.dr.events.ReplicationTask;
import com.datafly.signal.dr.events.ReplicationTask.Kind;
import com.datafly.signal.dr.events.ReplicationTask.State;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads what Kafka Connect says of a connector and its tasks. */
public final class ConnectorStatus {

    private static final int CONNECTOR = -1;

    private ConnectorStatus() {}

    /** Returns the connector first, then its tasks; a connector that no worker has told of yet is unassigned. */
    public static List<ReplicationTask> tasks(String connector, Kind kind, JsonNode status) {
        List<ReplicationTask> tasks = new ArrayList<>();
        tasks.add(task(connector, CONNECTOR, kind, status.path("connector")));
        for (JsonNode task : status.path("tasks")) {
            tasks.add(task(connector, task.path("id").asInt(), kind, task));
        }
        return tasks;
    }

    private static ReplicationTask task(String connector, int number, Kind kind, JsonNode said) {
        return new ReplicationTask(
                connector,
                number,
                kind,
                state(said.path("state").asText("")),
                trouble(said.path("trace").asText("")));
    }

    private static State state(String text) {
        return switch (text) {
            case "RUNNING" -> State.RUNNING;
            case "PAUSED", "STOPPED" -> State.PAUSED;
            case "FAILED" -> State.FAILED;
            case "UNASSIGNED", "RESTARTING", "" -> State.UNASSIGNED;
            default -> State.UNKNOWN;
        };
    }

    /** Keeps the messages of a stack trace and drops the frames. */
    private static String trouble(String trace) {
        return trace.lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .collect(Collectors.joining("; "));
    }
}
