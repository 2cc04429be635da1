package com.datafly.signal.dr.k8s.testing;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.api.User;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Who may call, by the token that it brings or the certificate that it shows. */
final class Users {

    private static final String BEARER = "Bearer ";

    private final Map<String, User> byToken = new ConcurrentHashMap<>();

    String add(String name, List<Grant> grants) {
        String token = "token-" + UUID.randomUUID();
        byToken.put(token, new User(name, grants.stream().map(Grant::right).toList()));
        return token;
    }

    void remove(String token) {
        byToken.remove(token);
    }

    private Optional<User> named(String name) {
        return byToken.values().stream()
                .filter(user -> user.name().equals(name))
                .findFirst();
    }

    /**
     * Returns who calls.
     *
     * @throws Refusal with 401 if nobody known does
     */
    User of(Request request) {
        return request.header("authorization")
                .filter(header -> header.startsWith(BEARER))
                .flatMap(header -> Optional.ofNullable(byToken.get(header.substring(BEARER.length()))))
                .or(() -> request.certifiedUser().flatMap(this::named))
                .orElseThrow(Refusals::unauthorized);
    }
}
