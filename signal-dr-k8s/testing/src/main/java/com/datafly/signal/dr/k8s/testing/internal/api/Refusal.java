package com.datafly.signal.dr.k8s.testing.internal.api;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A request that the server refuses, with the {@code Status} that it answers. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient ObjectNode status;

    private Refusal(int code, String message, ObjectNode status) {
        super(message);
        this.code = code;
        this.status = status;
    }

    /** Creates a refusal without details. */
    public static Refusal of(int code, String reason, String message) {
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Failure").put("message", message);
        if (!reason.isEmpty()) {
            status.put("reason", reason);
        }
        status.put("code", code);
        return new Refusal(code, message, status);
    }

    /** Adds which object it is about. */
    public Refusal about(String name, String group, String kind) {
        ObjectNode details = Json.child(status, "details");
        put(details, "name", name);
        put(details, "group", group);
        put(details, "kind", kind);
        return this;
    }

    /** Adds what is wrong in particular. */
    public Refusal causes(List<Cause> causes) {
        ObjectNode details = Json.child(status, "details");
        for (Cause cause : causes) {
            ObjectNode node = Json.list(details, "causes").addObject();
            node.put("reason", cause.reason()).put("message", cause.message());
            put(node, "field", cause.field());
        }
        return this;
    }

    /** Adds after how many seconds it may be asked again. */
    public Refusal retryAfter(int seconds) {
        Json.child(status, "details").put("retryAfterSeconds", seconds);
        return this;
    }

    /** Adds the token by which a list that has expired goes on. */
    public Refusal goOnWith(String token) {
        Json.child(status, "metadata").put("continue", token);
        return this;
    }

    /** Returns the HTTP status. */
    public int code() {
        return code;
    }

    /** Returns what is answered. */
    public ObjectNode status() {
        return status;
    }

    private static void put(ObjectNode node, String field, String value) {
        if (!value.isEmpty()) {
            node.put(field, value);
        }
    }

    /**
     * What is wrong in particular.
     *
     * @param field the path of the field; empty if it is about none
     */
    public record Cause(String reason, String message, String field) {

        /** Something that may not be at all. */
        public static Cause forbidden(String field, String why) {
            return new Cause("FieldValueForbidden", "Forbidden: " + why, field);
        }

        /** A value that is not one of those that are allowed. */
        public static Cause invalid(String field, String value, String why) {
            return new Cause("FieldValueInvalid", "Invalid value: " + value + ": " + why, field);
        }

        /** A value that must be there. */
        public static Cause required(String field, String why) {
            return new Cause("FieldValueRequired", "Required value" + (why.isEmpty() ? "" : ": " + why), field);
        }

        /** A value that is too long. */
        public static Cause tooLong(String field, int most) {
            return new Cause("FieldValueTooLong", "Too long: may not be more than " + most + " bytes", field);
        }

        /** A value that is there twice. */
        public static Cause duplicate(String field, String value) {
            return new Cause("FieldValueDuplicate", "Duplicate value: \"" + value + "\"", field);
        }
    }
}
