package com.datafly.signal.dr.aws.testing.internal.sts;

import com.datafly.signal.dr.aws.testing.internal.http.Answer;
import com.datafly.signal.dr.aws.testing.internal.http.Keys;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Principal;
import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Request;
import com.datafly.signal.dr.aws.testing.internal.http.Service;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** STS over the query protocol: AssumeRole and GetCallerIdentity. Thread-safe. */
public final class StsService implements Service {

    private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final int DEFAULT_SECONDS = 3600;
    private static final int FEWEST_SECONDS = 900;
    private static final int MOST_SECONDS = 43_200;

    private final QueryProtocol protocol = new QueryProtocol("https://sts.amazonaws.com/doc/2011-06-15/", "2011-06-15");
    private final Map<String, Role> roles = new ConcurrentHashMap<>();
    private final Keys keys;
    private final Clock clock;

    /** Creates the service of an account without roles; {@code clock} ends the sessions. */
    public StsService(Keys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Makes a role, or changes it, and returns its ARN. */
    public String role(String name, Set<String> allowed, Optional<String> externalId) {
        String arn = "arn:aws:iam::" + keys.account() + ":role/" + name;
        roles.put(arn, new Role(arn, "AROA" + keys.letters(17), Set.copyOf(allowed), externalId));
        return arn;
    }

    @Override
    public String name() {
        return "sts";
    }

    @Override
    public Command read(Request request) {
        return protocol.read(request);
    }

    @Override
    public Answer handle(Request request, Command command) {
        Parameters in = new Parameters(command.parameters());
        List<Xml> members = switch (command.action()) {
            case "AssumeRole" -> assume(request.principal(), in);
            case "GetCallerIdentity" -> identity(request.principal());
            default -> throw Refusal.of("InvalidAction", "Could not find operation " + command.action());
        };
        return protocol.answer(command.action(), members, request.id());
    }

    /** Nobody needs a permission to ask who they are. */
    private List<Xml> identity(Principal caller) {
        return List.of(
                Xml.text("Arn", caller.arn()),
                Xml.text("UserId", caller.userId()),
                Xml.text("Account", keys.account()));
    }

    private List<Xml> assume(Principal caller, Parameters in) {
        String arn = in.required("RoleArn");
        String session = sessionName(in);
        Duration length = length(in);
        caller.authorize("sts:AssumeRole", arn);
        Role role = trusted(arn, caller, in.text("ExternalId"));
        Instant expires = clock.instant().plus(length);
        String sessionArn = "arn:aws:sts::" + keys.account() + ":assumed-role/" + role.name() + "/" + session;
        String userId = role.id() + ":" + session;
        Keys.Key key = keys.issue(new Principal("", sessionArn, userId, role.allowed()), expires);
        Xml credentials = Xml.element("Credentials")
                .put("AccessKeyId", key.principal().keyId())
                .put("SecretAccessKey", key.secret())
                .put("SessionToken", key.token().orElseThrow())
                .put("Expiration", QueryProtocol.time(expires));
        Xml user = Xml.element("AssumedRoleUser").put("AssumedRoleId", userId).put("Arn", sessionArn);
        return List.of(credentials, user);
    }

    /** A role that is not there, and one that trusts somebody else, are refused in the same words. */
    private Role trusted(String arn, Principal caller, Optional<String> externalId) {
        Role role = roles.get(arn);
        if (role == null || !(role.externalId().isEmpty() || role.externalId().equals(externalId))) {
            throw Refusal.of(
                    "AccessDenied",
                    403,
                    "User: " + caller.arn() + " is not authorized to perform: sts:AssumeRole on resource: " + arn);
        }
        return role;
    }

    private static String sessionName(Parameters in) {
        String name = in.required("RoleSessionName");
        if (!SESSION_NAME.matcher(name).matches()) {
            throw Refusal.of(
                    "ValidationError",
                    "1 validation error detected: Value '" + name + "' at 'roleSessionName' failed to satisfy"
                            + " constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
        }
        return name;
    }

    private static Duration length(Parameters in) {
        int seconds = in.integer("DurationSeconds").orElse(DEFAULT_SECONDS);
        if (seconds < FEWEST_SECONDS || seconds > MOST_SECONDS) {
            throw Refusal.of(
                    "ValidationError",
                    "1 validation error detected: Value '" + seconds + "' at 'durationSeconds' failed to satisfy"
                            + " constraint: Member must have value between " + FEWEST_SECONDS + " and "
                            + MOST_SECONDS);
        }
        return Duration.ofSeconds(seconds);
    }

    @Override
    public Answer refuse(Refusal refusal, String requestId) {
        return protocol.refuse(refusal, requestId);
    }
}
