package com.datafly.signal.dr.internal.program;

import com.datafly.signal.dr.playbook.step.TerraformChange;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What Terraform says in its machine-readable form: a JSON object a line, which holds no sensitive value. */
final class TerraformMessages implements UnaryOperator<String> {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final UnaryOperator<String> mask;
    private final Existence existence;
    private final List<TerraformChange> planned = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private boolean begun;
    private String version = "";

    TerraformMessages(UnaryOperator<String> mask, Existence existence) {
        this.mask = mask;
        this.existence = existence;
    }

    /** Hears of a resource when it was made, and when it was destroyed. */
    interface Existence {
        void changed(String address, boolean exists);
    }

    /** An error that Terraform reports. */
    record Problem(String summary, String detail) {
        @Override
        public String toString() {
            return detail.isEmpty() ? summary : summary + ": " + detail.strip().replaceAll("\\s+", " ");
        }
    }

    /** Takes a line, and returns what of it is for people, masked. */
    @Override
    public String apply(String line) {
        return mask.apply(read(line));
    }

    private String read(String line) {
        if (!line.startsWith("{")) {
            return line;
        }
        JsonNode message;
        try {
            message = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            // It is another program's line then, as of a provisioner.
            return line;
        }
        take(message);
        return message.path("@message").asText(line);
    }

    /** Returns what is to be done, the reading of data sources not included. */
    List<TerraformChange> planned() {
        return planned.stream().filter(TerraformChange::changes).toList();
    }

    /** Returns the addresses of what was done. */
    List<String> done() {
        return List.copyOf(done);
    }

    /** Returns the errors. */
    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Tells whether anything was begun. */
    boolean begun() {
        return begun;
    }

    /** Returns Terraform's version. */
    String version() {
        return version;
    }

    private void take(JsonNode message) {
        switch (message.path("type").asText()) {
            case "version" -> version = message.path("terraform").asText();
            case "planned_change" -> planned.add(change(message.path("change")));
            case "apply_start" -> begun = true;
            case "apply_complete" -> complete(message.path("hook"));
            case "diagnostic" -> diagnostic(message.path("diagnostic"));
            default -> {
                // The rest is for people, or not needed; later versions may say more.
            }
        }
    }

    private void complete(JsonNode hook) {
        done.add(address(hook));
        String action = hook.path("action").asText();
        if (action.equals("create") || action.equals("delete")) {
            existence.changed(address(hook), action.equals("create"));
        }
    }

    private void diagnostic(JsonNode diagnostic) {
        if (diagnostic.path("severity").asText().equals("error")) {
            problems.add(new Problem(
                    mask.apply(diagnostic.path("summary").asText()),
                    mask.apply(diagnostic.path("detail").asText())));
        }
    }

    private static TerraformChange change(JsonNode change) {
        return new TerraformChange(
                address(change),
                change.path("action").asText(),
                Optional.of(change.path("reason").asText()).filter(reason -> !reason.isEmpty()));
    }

    private static String address(JsonNode owner) {
        return owner.path("resource").path("addr").asText();
    }
}
