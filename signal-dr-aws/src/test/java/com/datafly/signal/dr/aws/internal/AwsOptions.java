package com.datafly.signal.dr.aws.internal;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.aws.testing.AccessKey;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.tck.DriverOptions;
import java.util.HashMap;
import java.util.Map;

/** What sessions under test are opened with. */
public final class AwsOptions {

    private AwsOptions() {}

    /** Calls {@code endpoint} with keys that nobody checks. */
    public static DriverOptions at(String endpoint) {
        return DriverOptions.of(
                Map.of("endpoint", endpoint, "access-key-id", "AKIDEXAMPLE"),
                Map.of("secret-access-key", Secret.of("not-checked")));
    }

    /** Calls a testing server with one of its keys. */
    public static DriverOptions at(AwsServer server, AccessKey key) {
        Map<String, Secret> secrets = new HashMap<>();
        secrets.put("secret-access-key", key.secret());
        key.sessionToken().ifPresent(token -> secrets.put("session-token", token));
        return DriverOptions.of(Map.of("endpoint", server.endpoint().toString(), "access-key-id", key.id()), secrets);
    }
}
