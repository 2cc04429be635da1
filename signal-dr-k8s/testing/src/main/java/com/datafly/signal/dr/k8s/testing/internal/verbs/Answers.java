package com.datafly.signal.dr.k8s.testing.internal.verbs;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.http.Answer;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;

/** Answers in JSON. */
public final class Answers {

    private static final String JSON = "application/json";

    private Answers() {}

    /** What was asked for. */
    public static Answer ok(JsonNode body) {
        return Answer.of(200, JSON, Json.bytes(body));
    }

    /** What was made. */
    public static Answer created(JsonNode body) {
        return Answer.of(201, JSON, Json.bytes(body));
    }

    /** Why it is refused. */
    public static Answer refused(Refusal refusal) {
        Answer answer = Answer.of(refusal.code(), JSON, Json.bytes(refusal.status()));
        int seconds = Json.at(refusal.status(), "details", "retryAfterSeconds").asInt();
        return seconds > 0 ? answer.with("Retry-After", Integer.toString(seconds)) : answer;
    }
}
