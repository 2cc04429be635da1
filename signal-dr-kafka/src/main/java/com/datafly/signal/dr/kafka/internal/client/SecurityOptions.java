package com.datafly.signal.dr.kafka.internal.client;

import static com.datafly.signal.dr.kafka.internal.client.ClientOptions.invalid;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.spi.DriverContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.types.Password;

/** Reads who the client is, and how it knows the cluster. */
final class SecurityOptions {

    /** What must never be an option. */
    static final Set<String> SECRETS = Set.of(
            "password", "ssl.truststore.password", "ssl.keystore.password", "ssl.key.password", "ssl.keystore.key");

    private static final String PROTOCOL = "security.protocol";
    private static final String MECHANISM = "sasl.mechanism";
    private static final String JAAS = "sasl.jaas.config";
    private static final String MSK_IAM = "AWS_MSK_IAM";
    private static final String MSK_IAM_PACKAGE = "software.amazon.msk.auth.iam.";
    private static final List<String> STORES = List.of("ssl.truststore.location", "ssl.keystore.location");
    private static final Set<String> CERTIFICATES =
            Set.of("ssl.truststore.certificates", "ssl.keystore.certificate.chain");
    private static final Set<String> COPIED = Set.of(
            "ssl.truststore.location",
            "ssl.truststore.type",
            "ssl.keystore.location",
            "ssl.keystore.type",
            "ssl.endpoint.identification.algorithm");
    private static final Set<String> PROTOCOLS = Set.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL");
    private static final Map<String, String> MODULES = Map.of(
            "PLAIN",
            "org.apache.kafka.common.security.plain.PlainLoginModule",
            "SCRAM-SHA-256",
            "org.apache.kafka.common.security.scram.ScramLoginModule",
            "SCRAM-SHA-512",
            "org.apache.kafka.common.security.scram.ScramLoginModule",
            MSK_IAM,
            MSK_IAM_PACKAGE + "IAMLoginModule");

    /** All options that are read here. */
    static final Set<String> NAMES = names();

    private final DriverContext context;
    private final Map<String, Object> settings = new LinkedHashMap<>();

    private SecurityOptions(DriverContext context) {
        this.context = context;
    }

    /** Returns the settings of all clients that concern security. */
    static Map<String, Object> read(DriverContext context) {
        SecurityOptions options = new SecurityOptions(context);
        options.protocol();
        options.login();
        options.certificates();
        return options.settings;
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>(COPIED);
        names.addAll(CERTIFICATES);
        names.addAll(Set.of(PROTOCOL, MECHANISM, "user"));
        return Set.copyOf(names);
    }

    private void protocol() {
        boolean mechanism = context.option(MECHANISM).isPresent();
        String protocol = context.option(PROTOCOL).orElse(mechanism ? "SASL_SSL" : "PLAINTEXT");
        if (!PROTOCOLS.contains(protocol)) {
            throw invalid(
                    "option security.protocol is '" + protocol + "'",
                    "Use one of " + String.join(", ", new TreeSet<>(PROTOCOLS)) + ".");
        }
        if (protocol.startsWith("SASL") != mechanism) {
            throw invalid(
                    "security.protocol is " + protocol + (mechanism ? " and" : " without") + " sasl.mechanism",
                    "Set both for a login by name, or neither.");
        }
        settings.put(PROTOCOL, protocol);
    }

    private void login() {
        Optional<String> mechanism = context.option(MECHANISM);
        if (mechanism.isEmpty()) {
            if (context.option("user").isPresent()) {
                throw invalid("user is set without sasl.mechanism", "Set sasl.mechanism, or leave user out.");
            }
            return;
        }
        String name = mechanism.get().toUpperCase(Locale.ROOT);
        String module = MODULES.get(name);
        if (module == null) {
            throw invalid(
                    "option sasl.mechanism is '" + mechanism.get() + "'",
                    "Use one of " + String.join(", ", new TreeSet<>(MODULES.keySet())) + ".");
        }
        settings.put(MECHANISM, name);
        settings.put(JAAS, name.equals(MSK_IAM) ? mskIam(module) : Jaas.login(module, user(), password()));
    }

    private Password mskIam(String module) {
        try {
            Class.forName(module, false, SecurityOptions.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw invalid(
                    "sasl.mechanism is AWS_MSK_IAM, and AWS's login module is not on the class path (" + e.getMessage()
                            + ")",
                    "Add the artifact software.amazon.msk:aws-msk-iam-auth.");
        }
        settings.put("sasl.client.callback.handler.class", MSK_IAM_PACKAGE + "IAMClientCallbackHandler");
        return Jaas.login(module);
    }

    private String user() {
        return context.option("user")
                .orElseThrow(() -> invalid("sasl.mechanism is set without user", "Set the option user."));
    }

    private Secret password() {
        return context.secret("password")
                .orElseThrow(() -> invalid("user is set without its password", "Give the secret password."));
    }

    private void certificates() {
        for (String name : STORES) {
            context.option(name)
                    .filter(file -> !Files.isReadable(Path.of(file)))
                    .ifPresent(file -> {
                        throw invalid(
                                "option " + name + " is '" + file + "', which cannot be read", "Name a readable file.");
                    });
        }
        for (String name : COPIED) {
            context.option(name).ifPresent(value -> settings.put(name, value));
        }
        for (String name : CERTIFICATES) {
            context.option(name).ifPresent(pem -> settings.put(name, new Password(pem)));
        }
        for (String name : SECRETS) {
            context.secret(name)
                    .filter(secret -> name.startsWith("ssl."))
                    .ifPresent(secret -> settings.put(name, secret.use(value -> new Password(new String(value)))));
        }
        boolean pem = CERTIFICATES.stream().anyMatch(settings::containsKey);
        if (pem) {
            settings.putIfAbsent("ssl.truststore.type", "PEM");
            settings.putIfAbsent("ssl.keystore.type", "PEM");
        }
    }
}
