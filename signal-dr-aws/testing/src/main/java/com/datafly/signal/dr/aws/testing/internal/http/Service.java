package com.datafly.signal.dr.aws.testing.internal.http;

import java.util.Map;

/**
 * One service behind the server, found by the name in the credential scope of a signature.
 *
 * <p>Called by several threads at once. A {@link Refusal} that is thrown by {@link #read} or {@link #handle} is
 * answered by {@link #refuse}; permissions are checked in {@code handle}, by {@link Principal#authorize}.
 */
public interface Service {

    /** Returns the name in the credential scope, as in {@code rds}. */
    String name();

    /** Returns what the request asks for, without doing it. */
    Command read(Request request);

    /** Does what the request asks for. */
    Answer handle(Request request, Command command);

    /** Returns a refusal in this service's protocol. */
    Answer refuse(Refusal refusal, String requestId);

    /**
     * An action and its parameters, flat.
     *
     * @param action the name that the service and IAM give it
     * @param parameters every parameter that was sent
     */
    record Command(String action, Map<String, String> parameters) {}
}
