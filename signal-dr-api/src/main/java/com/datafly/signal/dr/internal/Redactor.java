package com.datafly.signal.dr.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Secret;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Replaces the secrets that it knows, as they are, URL-encoded and in base64, by asterisks. */
final class Redactor {

    private static final String MASK = "********";

    private final List<Secret> secrets;

    Redactor(Collection<Secret> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    /** The longest first, for a secret may begin with, or hold, another. */
    String redact(String text) {
        List<String> forms = secrets.stream()
                .flatMap(secret -> forms(secret).stream())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        String redacted = text;
        for (String form : forms) {
            redacted = redacted.replace(form, MASK);
        }
        return redacted;
    }

    /** Tells whether a message of {@code failure}, of its causes, or of what they suppress, holds a secret. */
    boolean isTold(Throwable failure) {
        return ThrowableGraph.of(failure).stream().anyMatch(this::isToldByItself);
    }

    private boolean isToldByItself(Throwable failure) {
        String text = failure.toString();
        if (failure instanceof DrException reported) {
            text += reported.details() + reported.requestId().orElse("");
        }
        return !redact(text).equals(text);
    }

    private static List<String> forms(Secret secret) {
        try {
            return secret.use(characters -> forms(new String(characters)));
        } catch (IllegalStateException closed) {
            // Its owner closed it, so nobody knows it any more: there is nothing to look for.
            return List.of();
        }
    }

    private static List<String> forms(String value) {
        if (value.isEmpty()) {
            return List.of();
        }
        byte[] bytes = value.getBytes(UTF_8);
        return List.of(
                value,
                URLEncoder.encode(value, UTF_8),
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
}
