package com.datafly.signal.dr.aws.testing.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** The query protocol: forms in, XML out. RDS and STS speak it. */
public final class QueryProtocol {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final String namespace;
    private final String version;

    /** Creates the protocol of a service's version, as in {@code 2014-10-31}. */
    public QueryProtocol(String namespace, String version) {
        this.namespace = namespace;
        this.version = version;
    }

    /** Returns what a form asks for, in the body or in the query. */
    public Service.Command read(Request request) {
        Map<String, String> form = Encoding.form(request.query());
        form.putAll(Encoding.form(new String(request.body(), UTF_8)));
        String action = form.remove("Action");
        String asked = form.remove("Version");
        if (action == null) {
            throw Refusal.of("MissingAction", "The request is missing an action or a required parameter.");
        }
        if (!version.equals(asked)) {
            throw Refusal.of("InvalidAction", "Could not find operation " + action + " for version " + asked);
        }
        return new Service.Command(action, form);
    }

    /** Returns the answer to an action whose output has members. */
    public Answer answer(String action, List<Xml> members, String requestId) {
        return reply(Xml.element(action + "Response").add(Xml.list(action + "Result", members)), requestId);
    }

    /** Returns the answer to an action that has no output. */
    public Answer answer(String action, String requestId) {
        return reply(Xml.element(action + "Response"), requestId);
    }

    /** Returns a refusal. */
    public Answer refuse(Refusal refusal, String requestId) {
        Xml error = Xml.element("Error")
                .put("Type", refusal.status() < 500 ? "Sender" : "Receiver")
                .put("Code", refusal.code())
                .put("Message", refusal.text());
        Xml document = Xml.element("ErrorResponse").in(namespace).add(error).put("RequestId", requestId);
        return Answer.xml(refusal.status(), document).refusing(refusal);
    }

    /** Returns a time as the protocol writes it. */
    public static String time(Instant time) {
        return TIME.format(time);
    }

    private Answer reply(Xml response, String requestId) {
        Xml metadata = Xml.element("ResponseMetadata").put("RequestId", requestId);
        return Answer.xml(200, response.in(namespace).add(metadata));
    }
}
