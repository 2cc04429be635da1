package com.datafly.signal.dr.kafka.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Who may come in to a cluster, and how; nobody is asked if there are no users. */
record Sasl(String mechanism, Map<String, String> users, List<String> superUsers, boolean encrypted) {

    static Sasl of(ClusterOptions options) {
        return new Sasl(
                options.mechanism(),
                new LinkedHashMap<>(options.users()),
                List.copyOf(options.superUsers()),
                options.tls().isOn());
    }

    boolean isOn() {
        return !users.isEmpty();
    }

    /** Returns the protocol that clients speak. */
    String protocol() {
        return (isOn() ? "SASL_" : "") + (encrypted ? "SSL" : "PLAINTEXT");
    }

    /** Returns what the brokers need; those who come by the inner listener, without a password, may do everything. */
    Map<String, String> serverSettings(String listener) {
        if (!isOn()) {
            return Map.of();
        }
        String prefix = "listener.name." + listener.toLowerCase(Locale.ROOT) + ".";
        List<String> all = new ArrayList<>(List.of("User:ANONYMOUS"));
        superUsers.forEach(user -> all.add("User:" + user));
        return Map.of(
                prefix + "sasl.enabled.mechanisms",
                mechanism,
                prefix + mechanism.toLowerCase(Locale.ROOT) + ".sasl.jaas.config",
                serverLogin(),
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                String.join(";", all));
    }

    /** Returns the password of a user, or throws if there is no such user. */
    String password(String user) {
        String password = users.get(user);
        if (password == null) {
            throw new IllegalArgumentException("no user of this cluster: " + user);
        }
        return password;
    }

    /** Returns what a client needs to come in as {@code user}. */
    Map<String, String> clientSettings(String user, String password) {
        return Map.of(
                "security.protocol",
                protocol(),
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                login() + " username=" + quoted(user) + " password=" + quoted(password) + ";");
    }

    /** Returns the passwords in the form in which a new cluster takes them. */
    List<String> scramCredentials() {
        if (!isScram()) {
            return List.of();
        }
        List<String> credentials = new ArrayList<>();
        users.forEach(
                (user, password) -> credentials.add(mechanism + "=[name=" + user + ",password=" + password + "]"));
        return credentials;
    }

    private boolean isScram() {
        return mechanism.startsWith("SCRAM");
    }

    private String serverLogin() {
        StringBuilder login = new StringBuilder(login());
        if (!isScram()) {
            users.forEach((user, password) ->
                    login.append(" user_").append(user).append('=').append(quoted(password)));
        }
        return login.append(';').toString();
    }

    private String login() {
        return isScram()
                ? "org.apache.kafka.common.security.scram.ScramLoginModule required"
                : "org.apache.kafka.common.security.plain.PlainLoginModule required";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
