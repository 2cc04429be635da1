package com.datafly.signal.dr.aws.testing.internal.http;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who calls, and what they may do: actions as in {@code rds:DescribeDBInstances}, with {@code *} for any letters.
 *
 * @param keyId the access key that signed
 * @param arn the user or the role's session
 * @param userId what STS calls it
 * @param allowed the actions that are allowed
 */
public record Principal(String keyId, String arn, String userId, Set<String> allowed) {

    /** Who has not proven anything. */
    public static final Principal NOBODY = new Principal("", "", "", Set.of());

    /** Tells whether an action is allowed. */
    public boolean may(String action) {
        return allowed.stream().anyMatch(pattern -> matches(pattern, action));
    }

    /**
     * Refuses an action that is not allowed, in the words of IAM.
     *
     * @throws Refusal with AccessDenied and HTTP status 403
     */
    public void authorize(String action, String resource) {
        if (!may(action)) {
            throw Refusal.of(
                    "AccessDenied",
                    403,
                    "User: " + arn + " is not authorized to perform: " + action + " on resource: " + resource
                            + " because no identity-based policy allows the " + action + " action");
        }
    }

    private static boolean matches(String pattern, String action) {
        String expression = Pattern.quote(pattern).replace("*", "\\E.*\\Q");
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE)
                .matcher(action)
                .matches();
    }
}
