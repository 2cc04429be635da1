package com.datafly.signal.dr.kafka.testing;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What brokers show to clients, and whom they let in; nothing is encrypted if they show nothing. */
record Tls(Optional<TlsIdentity> brokers, Optional<TlsAuthority> clients) {

    boolean isOn() {
        return brokers.isPresent();
    }

    /** Returns what the brokers need. */
    Map<String, String> serverSettings(String listener) {
        String prefix = "listener.name." + listener.toLowerCase(Locale.ROOT) + ".ssl.";
        Map<String, String> settings = new TreeMap<>();
        brokers.ifPresent(identity -> {
            settings.put(prefix + "keystore.location", identity.keyStore().toString());
            settings.put(prefix + "keystore.type", "PKCS12");
            settings.put(prefix + "keystore.password", identity.password());
            settings.put(prefix + "key.password", identity.password());
        });
        clients.ifPresent(authority -> {
            settings.put(prefix + "client.auth", "required");
            settings.put(prefix + "truststore.location", authority.trustStore().toString());
            settings.put(prefix + "truststore.type", "PKCS12");
            settings.put(prefix + "truststore.password", authority.password());
        });
        return settings;
    }
}
