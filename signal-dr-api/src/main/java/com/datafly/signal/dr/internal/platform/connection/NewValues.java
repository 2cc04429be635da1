package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.platform.connection.KeyChange.Form;
import com.datafly.signal.dr.internal.platform.connection.url.ConnectionText;
import com.datafly.signal.dr.internal.platform.connection.url.Endpoint;
import com.datafly.signal.dr.playbook.StepContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Makes the new values of a switch out of the former ones, where they are to lead, and what the host lends. */
final class NewValues {

    private final StepContext context;
    private final SwitchOrder order;
    private final Optional<Endpoint> endpoint;

    NewValues(StepContext context, SwitchOrder order) {
        this(context, order, order.target().resolve(context));
    }

    private NewValues(StepContext context, SwitchOrder order, Optional<Endpoint> endpoint) {
        this.context = context;
        this.order = order;
        this.endpoint = endpoint;
    }

    /** Makes them for a plan alone, when nobody may know yet where they are to lead. */
    static NewValues foreseen(StepContext context, SwitchOrder order) {
        return new NewValues(context, order, order.target().foreseen());
    }

    /**
     * Makes them all.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if a value is not of the form that it is said to be,
     *     {@code FAILED_PRECONDITION} if they are the former ones
     */
    SwitchValues of(LiveSecret live) {
        Map<String, String> former = live.values(order.keys());
        Map<String, String> newer = new TreeMap<>();
        for (KeyChange change : order.changes()) {
            newer.put(change.key(), newer(change, former.getOrDefault(change.key(), "")));
        }
        requireTaken(newer);
        if (newer.equals(former)) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    context.stepId(),
                    "secret/" + order.secret() + " has the new values of " + order.keys() + " already",
                    failure -> failure.hint("Restart the consumers if they do not hold them: see Connections.look."));
        }
        Map<String, String> forms = new TreeMap<>();
        order.changes().forEach(change -> forms.put(change.key(), change.form().name()));
        return new SwitchValues(former, newer, forms);
    }

    /** What the endpoint says and no key takes would be lost; a host that had no port behind it gets none. */
    private void requireTaken(Map<String, String> newer) {
        Optional<String> port = endpoint.flatMap(Endpoint::port).map(number -> ":" + number);
        boolean taken = order.changes().stream().anyMatch(change -> switch (change.form()) {
            case URL, PORT -> true;
            case HOST -> newer.getOrDefault(change.key(), "").strip().endsWith(port.orElse(""));
            case DATABASE, USER, SERVERS, LENT -> false;
        });
        if (port.isPresent() && !taken) {
            throw lost("port", "port(\"DB_PORT\")");
        }
        if (endpoint.flatMap(Endpoint::database).isPresent() && !changes(Form.URL, Form.DATABASE)) {
            throw lost("database's name", "databaseName(\"DB_NAME\")");
        }
    }

    private boolean changes(Form... forms) {
        return order.changes().stream().map(KeyChange::form).anyMatch(Set.of(forms)::contains);
    }

    private DrException lost(String what, String example) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                context.stepId(),
                "none of the keys " + order.keys() + " of secret/" + order.secret() + " takes the " + what,
                failure -> failure.hint("Name the key that has it, as by " + example + ", or leave it as it is."));
    }

    private String newer(KeyChange change, String former) {
        String operation = "derive the new value of key '" + change.key() + "' of secret/" + order.secret();
        return switch (change.form()) {
            case URL -> ConnectionText.repoint(operation, former, endpoint(operation));
            case HOST -> ConnectionText.host(operation, former, endpoint(operation));
            case PORT -> plain(former, endpoint(operation).port().map(String::valueOf));
            case DATABASE -> plain(former, endpoint(operation).database());
            case USER -> plain(former, endpoint(operation).user());
            case SERVERS -> ConnectionText.servers(operation, former, change.given());
            case LENT -> context.secret(change.given()).use(String::new);
        };
    }

    private static String plain(String former, Optional<String> newer) {
        return newer.map(value -> ConnectionText.plain(former, value)).orElse(former);
    }

    private Endpoint endpoint(String operation) {
        return endpoint.orElseThrow(() -> DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                operation,
                "nobody says where it is to lead",
                failure -> failure.hint("Name an endpoint in the settings of the step.")));
    }
}
