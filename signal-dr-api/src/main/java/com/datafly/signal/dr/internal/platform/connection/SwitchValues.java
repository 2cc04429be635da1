package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.internal.platform.connection.KeyChange.Form;
import com.datafly.signal.dr.internal.platform.connection.url.ConnectionText;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The former and the new values of the keys that a switch changes, and what they are. It prints no value. */
final class SwitchValues {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Map<String, String>>> TYPE = new TypeReference<>() {};
    private static final String FORMER = "former";
    private static final String NEWER = "newer";
    private static final String FORMS = "forms";

    private final Map<String, String> former;
    private final Map<String, String> newer;
    private final Map<String, String> forms;

    SwitchValues(Map<String, String> former, Map<String, String> newer, Map<String, String> forms) {
        this.forms = new TreeMap<>(forms);
        this.former = new TreeMap<>(former);
        this.newer = new TreeMap<>(newer);
    }

    Map<String, String> former() {
        return former;
    }

    Map<String, String> newer() {
        return newer;
    }

    /** Returns the hosts that the former values name, as far as these are understood. */
    Set<String> formerHosts() {
        Set<String> hosts = new TreeSet<>();
        former.forEach((key, value) -> hosts.addAll(hosts(forms.getOrDefault(key, ""), value)));
        return hosts;
    }

    private static Set<String> hosts(String form, String value) {
        if (form.equals(Form.PORT.name()) || form.equals(Form.DATABASE.name()) || form.equals(Form.USER.name())) {
            return Set.of();
        }
        return form.equals(Form.HOST.name()) ? ConnectionText.hostsAlone(value) : ConnectionText.hosts(value);
    }

    String toJson() {
        try {
            return JSON.writeValueAsString(Map.of(FORMER, former, NEWER, newer, FORMS, forms));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("text is always JSON");
        }
    }

    /** Reads what {@link #toJson} wrote, which a seal has proven. */
    static SwitchValues ofJson(String json) {
        try {
            Map<String, Map<String, String>> read = JSON.readValue(json, TYPE);
            return new SwitchValues(
                    read.getOrDefault(FORMER, Map.of()),
                    read.getOrDefault(NEWER, Map.of()),
                    read.getOrDefault(FORMS, Map.of()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was sealed is no JSON");
        }
    }

    @Override
    public String toString() {
        return "values of " + former.keySet();
    }
}
