package com.datafly.signal.dr.aws.internal;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.aws.testing.AccessKey;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.store.ObjectStore;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a session under test is opened with.
 *
 * @param options the options
 * @param secrets the secrets by their names
 * @param clock the host's clock
 */
public record TestContext(Map<String, String> options, Map<String, Secret> secrets, Clock clock)
        implements DriverContext {

    /** A context with the system's clock. */
    public TestContext(Map<String, String> options, Map<String, Secret> secrets) {
        this(options, secrets, Clock.systemUTC());
    }

    /** A context with options alone. */
    public static TestContext of(Map<String, String> options) {
        return new TestContext(options, Map.of());
    }

    /** A context that calls {@code endpoint} with keys that nobody checks. */
    public static TestContext at(String endpoint) {
        return new TestContext(
                Map.of("endpoint", endpoint, "access-key-id", "AKIDEXAMPLE"),
                Map.of("secret-access-key", Secret.of("not-checked")));
    }

    /** A context that calls a testing server with one of its keys. */
    public static TestContext at(AwsServer server, AccessKey key) {
        Map<String, Secret> secrets = new HashMap<>();
        secrets.put("secret-access-key", key.secret());
        key.sessionToken().ifPresent(token -> secrets.put("session-token", token));
        return new TestContext(Map.of("endpoint", server.endpoint().toString(), "access-key-id", key.id()), secrets);
    }

    /** Returns the same context with another option. */
    public TestContext with(String name, String value) {
        Map<String, String> more = new HashMap<>(options);
        more.put(name, value);
        return new TestContext(more, secrets, clock);
    }

    /** Returns the same context with another clock. */
    public TestContext with(Clock otherClock) {
        return new TestContext(options, secrets, otherClock);
    }

    @Override
    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    @Override
    public Set<String> optionNames() {
        return options.keySet();
    }

    @Override
    public Optional<Secret> secret(String name) {
        return Optional.ofNullable(secrets.get(name));
    }

    @Override
    public ObjectStore store(String address) {
        throw new UnsupportedOperationException(address);
    }
}
