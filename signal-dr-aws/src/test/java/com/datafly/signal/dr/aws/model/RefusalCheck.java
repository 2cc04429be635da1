package com.datafly.signal.dr.aws.model;

import com.datafly.signal.dr.aws.testing.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/** Holds a refusal against the protocol and against the codes that are known. */
final class RefusalCheck {

    /** What every service of the query protocol may refuse with, and what RDS answers without modelling it. */
    private static final Map<String, Integer> COMMON = Map.ofEntries(
            Map.entry("AccessDenied", 403),
            Map.entry("ExpiredToken", 403),
            Map.entry("IncompleteSignature", 400),
            Map.entry("InternalFailure", 500),
            Map.entry("InvalidAction", 400),
            Map.entry("InvalidClientTokenId", 403),
            Map.entry("InvalidParameterCombination", 400),
            Map.entry("InvalidParameterValue", 400),
            Map.entry("MalformedInput", 400),
            Map.entry("MissingAction", 400),
            Map.entry("MissingAuthenticationToken", 403),
            Map.entry("MissingParameter", 400),
            Map.entry("OptInRequired", 403),
            Map.entry("RequestExpired", 400),
            Map.entry("RequestLimitExceeded", 400),
            Map.entry("ServiceUnavailable", 503),
            Map.entry("SignatureDoesNotMatch", 403),
            Map.entry("Throttling", 400),
            Map.entry("ThrottlingException", 400),
            Map.entry("ValidationError", 400));

    private RefusalCheck() {}

    /** Returns what is wrong with a refusal; the codes are only held against a model that knows them. */
    static List<String> complaints(Model model, Call call, byte[] answer) {
        List<String> complaints = new ArrayList<>();
        Element root = AnswerCheck.parse(answer);
        List<String> form = AnswerCheck.elements(root).stream()
                .map(part -> part.getLocalName()
                        + AnswerCheck.elements(part).stream()
                                .map(Element::getLocalName)
                                .toList())
                .toList();
        if (!root.getLocalName().equals("ErrorResponse")
                || !form.equals(List.of("Error[Type, Code, Message]", "RequestId[]"))) {
            complaints.add("a refusal has the form " + root.getLocalName() + form);
        }
        String code = call.errorCode().orElse("");
        int status = call.httpStatus();
        Integer documented = COMMON.getOrDefault(code, model.errors().get(code));
        if (documented == null && !model.errors().isEmpty()) {
            complaints.add("nobody knows the code " + code);
        } else if (documented != null && documented != status) {
            complaints.add(code + " comes with status " + status + ", and is documented with " + documented);
        }
        if (text(root).contains("a defect of the testing server")) {
            complaints.add(text(root));
        }
        return complaints;
    }

    private static String text(Element element) {
        return AnswerCheck.elements(element).stream()
                .map(Element::getTextContent)
                .collect(Collectors.joining(" "));
    }
}
