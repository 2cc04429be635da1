package com.datafly.signal.dr.k8s.testing.internal.api;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal.Cause;
import java.util.List;
import java.util.stream.Collectors;

/** The refusals of the API server in its own words. */
public final class Refusals {

    private Refusals() {}

    /** The object is not there. */
    public static Refusal notFound(ResourceType type, String name) {
        return Refusal.of(404, "NotFound", type.qualified() + " \"" + name + "\" not found")
                .about(name, type.group(), type.plural());
    }

    /** There is nothing of the kind at all. */
    public static Refusal noSuchResource() {
        return Refusal.of(404, "NotFound", "the server could not find the requested resource")
                .about("", "", "");
    }

    /** There is an object of that name. */
    public static Refusal alreadyExists(ResourceType type, String name) {
        return Refusal.of(409, "AlreadyExists", type.qualified() + " \"" + name + "\" already exists")
                .about(name, type.group(), type.plural());
    }

    /** The object was changed in between. */
    public static Refusal stale(ResourceType type, String name) {
        return conflict(
                type,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    /** The operation does not fit the object as it is. */
    public static Refusal conflict(ResourceType type, String name, String why) {
        return Refusal.of(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on " + type.qualified() + " \"" + name + "\": " + why)
                .about(name, type.group(), type.plural());
    }

    /** The object breaks rules. */
    public static Refusal invalid(ResourceType type, String name, List<Cause> causes) {
        List<String> sentences = causes.stream()
                .map(cause -> cause.field() + ": " + cause.message())
                .toList();
        String what = sentences.size() == 1
                ? sentences.get(0)
                : sentences.stream().collect(Collectors.joining(", ", "[", "]"));
        return Refusal.of(422, "Invalid", type.qualifiedKind() + " \"" + name + "\" is invalid: " + what)
                .about(name, type.group(), type.kind())
                .causes(causes);
    }

    /** A patch cannot be done. */
    public static Refusal unprocessable(String message) {
        return Refusal.of(422, "Invalid", message);
    }

    /** The caller may not do this. */
    public static Refusal forbidden(ResourceType type, String name, String why) {
        String object = name.isEmpty() ? type.qualified() : type.qualified() + " \"" + name + "\"";
        return Refusal.of(403, "Forbidden", object + " is forbidden: " + why).about(name, type.group(), type.plural());
    }

    /** The caller is unknown. */
    public static Refusal unauthorized() {
        return Refusal.of(401, "Unauthorized", "Unauthorized");
    }

    /** The request makes no sense. */
    public static Refusal badRequest(String message) {
        return Refusal.of(400, "BadRequest", message);
    }

    /** The resource has no such verb. */
    public static Refusal methodNotAllowed() {
        return Refusal.of(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")
                .about("", "", "");
    }

    /** The body is in a format that is not understood. */
    public static Refusal unsupportedMediaType(String accepted) {
        return Refusal.of(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: " + accepted);
    }

    /** The version that is asked for is no longer known. */
    public static Refusal expired(String message) {
        return Refusal.of(410, "Expired", message);
    }

    /** There were too many requests, or it is not yet time. */
    public static Refusal tooManyRequests(String message) {
        return Refusal.of(429, "TooManyRequests", message).about("", "", "");
    }

    /** The server itself fails. */
    public static Refusal internal(String message) {
        return Refusal.of(500, "InternalError", "Internal error occurred: " + message)
                .causes(List.of(new Cause("", message, "")));
    }

    /** The server cannot answer now. */
    public static Refusal unavailable() {
        return Refusal.of(503, "ServiceUnavailable", "the server is currently unable to handle the request");
    }
}
