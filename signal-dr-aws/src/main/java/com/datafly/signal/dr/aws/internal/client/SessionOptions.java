package com.datafly.signal.dr.aws.internal.client;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.spi.DriverContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the options with which a session is opened. */
final class SessionOptions {

    private static final String OPENING = "open a session with AWS";
    private static final Set<String> NAMES = Set.of(
            "profile", "role-arn", "role-session-name", "external-id", "access-key-id", "endpoint", "sts-endpoint");
    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]{1,512}");
    private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final String DEFAULT_SESSION_NAME = "signal-dr";

    private final DriverContext context;
    private final Optional<URI> endpoint;
    private final Optional<URI> stsEndpoint;

    /**
     * Checks the names of all options.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for one that nobody reads, or that does not go with another
     */
    SessionOptions(DriverContext context, Set<String> furtherOptions) {
        this.context = context;
        Set<String> known = new TreeSet<>(NAMES);
        known.addAll(furtherOptions);
        for (String name : context.optionNames()) {
            if (!known.contains(name)) {
                throw invalid("option '" + name + "' is unknown", "Use one of " + String.join(", ", known) + ".");
            }
        }
        if (accessKeyId().isPresent() && profile().isPresent()) {
            throw invalid(
                    "both access-key-id and profile are set", "Keep one: each of them says whose credentials to use.");
        }
        needsRole("role-session-name");
        needsRole("external-id");
        this.endpoint = uri("endpoint");
        this.stsEndpoint = uri("sts-endpoint").or(() -> endpoint);
    }

    private void needsRole(String name) {
        if (context.option(name).isPresent() && roleArn().isEmpty()) {
            throw invalid("option '" + name + "' is set without role-arn", "Set role-arn, or leave " + name + " out.");
        }
    }

    Optional<String> profile() {
        return context.option("profile");
    }

    Optional<String> accessKeyId() {
        return context.option("access-key-id");
    }

    /** Returns the other half of the access key. */
    Secret secretAccessKey() {
        return context.secret("secret-access-key")
                .orElseThrow(() -> invalid(
                        "access-key-id is set without its secret",
                        "Give the secret secret-access-key, and session-token if the key is temporary."));
    }

    Optional<Secret> sessionToken() {
        return context.secret("session-token");
    }

    Optional<String> roleArn() {
        Optional<String> arn = context.option("role-arn");
        if (arn.isPresent() && !ROLE.matcher(arn.get()).matches()) {
            throw invalid(
                    "option role-arn is '" + arn.get() + "'",
                    "Write a role's ARN, as in arn:aws:iam::123456789012:role/recovery.");
        }
        return arn;
    }

    String roleSessionName() {
        String name = context.option("role-session-name").orElse(DEFAULT_SESSION_NAME);
        if (!SESSION_NAME.matcher(name).matches()) {
            throw invalid(
                    "option role-session-name is '" + name + "'",
                    "Use 2 to 64 letters, digits and the characters _ + = , . @ -.");
        }
        return name;
    }

    Optional<String> externalId() {
        return context.option("external-id");
    }

    Optional<URI> endpoint() {
        return endpoint;
    }

    /** Returns where STS is called: its own endpoint, else the one of all services. */
    Optional<URI> stsEndpoint() {
        return stsEndpoint;
    }

    private Optional<URI> uri(String name) {
        return context.option(name).map(text -> uri(name, text));
    }

    private static URI uri(String name, String text) {
        DrException malformed =
                invalid("option " + name + " is '" + text + "'", "Write a URI, as in https://rds.example.com.");
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            malformed.addSuppressed(e);
            throw malformed;
        }
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getUserInfo() != null || uri.getQuery() != null) {
            throw malformed;
        }
        return uri;
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, OPENING, problem, failure -> failure.hint(hint));
    }
}
