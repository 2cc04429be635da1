package com.datafly.signal.dr.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Secret;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/** Replaces the secrets that it knows, as they are, URL-encoded and in base64, by asterisks. */
final class Redactor {

    private static final String MASK = "********";

    private final List<Secret> secrets;

    Redactor(Collection<Secret> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    String redact(String text) {
        String redacted = text;
        for (Secret secret : secrets) {
            redacted = without(secret, redacted);
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

    private static String without(Secret secret, String text) {
        try {
            return secret.use(characters -> {
                String value = new String(characters);
                if (value.isEmpty()) {
                    return text;
                }
                byte[] bytes = value.getBytes(UTF_8);
                return text.replace(value, MASK)
                        .replace(URLEncoder.encode(value, UTF_8), MASK)
                        .replace(Base64.getEncoder().withoutPadding().encodeToString(bytes), MASK)
                        .replace(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), MASK);
            });
        } catch (IllegalStateException closed) {
            // Its owner closed it, so nobody knows it any more: there is nothing to look for.
            return text;
        }
    }
}
