package com.datafly.signal.dr.aws.model;

import com.datafly.signal.dr.aws.testing.Call;
import com.datafly.signal.dr.aws.testing.Exchange;
import com.datafly.signal.dr.aws.testing.ExchangeListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Hears every exchange of every testing server and holds RDS's against the model: {@link ModelCheckExtension} fails the
 * test in which one breaks it.
 *
 * <p>Not checked: S3 and STS, whose models are not at hand, and whose answers the SDK parses in every test; MSK, of
 * which one field of JSON is read.
 */
public final class ModelCheck implements ExchangeListener {

    private static final Model MODEL = Model.best();
    /** A request refused with one of these was found out by the server: our own facts add nothing. */
    private static final Set<String> INVALID =
            Set.of("InvalidParameterValue", "InvalidParameterCombination", "MissingParameter", "ValidationError");

    private static final RequestFacts FACTS = RequestFacts.load();
    private static final Queue<Finding> FINDINGS = new ConcurrentLinkedQueue<>();

    /** Called by {@link java.util.ServiceLoader}. */
    public ModelCheck() {}

    /**
     * One breach.
     *
     * @param ofRequest whether it was sent, not answered
     * @param text what is wrong
     */
    record Finding(boolean ofRequest, String text) {}

    @Override
    public void exchanged(Exchange exchange) {
        if (exchange.call().service().equals("rds")) {
            FINDINGS.addAll(findings(MODEL, FACTS, exchange.call(), exchange.answer()));
        }
    }

    /** Returns what was found since this was last asked. */
    static List<Finding> takeFindings() {
        List<Finding> taken = new ArrayList<>();
        for (Finding next = FINDINGS.poll(); next != null; next = FINDINGS.poll()) {
            taken.add(next);
        }
        return taken;
    }

    /** Returns what is wrong with an exchange. */
    static List<Finding> findings(Model model, RequestFacts facts, Call call, byte[] answer) {
        List<Finding> findings = new ArrayList<>();
        model.operation(call.action())
                .ifPresentOrElse(
                        operation -> {
                            add(findings, call, true, () -> requests(operation, facts, call));
                            if (call.httpStatus() == 200) {
                                add(findings, call, false, () -> AnswerCheck.complaints(operation, answer));
                            }
                        },
                        () -> add(findings, call, true, () -> List.of("is no action")));
        if (call.errorCode().isPresent() && call.httpStatus() != 0) {
            add(findings, call, false, () -> RefusalCheck.complaints(model, call, answer));
        }
        return findings;
    }

    private static List<String> requests(Operation operation, RequestFacts facts, Call call) {
        boolean refused = call.errorCode().filter(INVALID::contains).isPresent();
        return RequestCheck.complaints(operation, refused ? RequestFacts.none() : facts, call.parameters());
    }

    private static void add(List<Finding> findings, Call call, boolean ofRequest, Supplier<List<String>> check) {
        List<String> complaints;
        try {
            complaints = check.get();
        } catch (IllegalArgumentException e) {
            complaints = List.of(e.toString());
        }
        String what = ofRequest ? "sent " : "answered to ";
        complaints.forEach(complaint -> findings.add(
                new Finding(ofRequest, what + call.action() + " " + call.parameters() + ": " + complaint)));
    }
}
