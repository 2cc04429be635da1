package com.datafly.signal.dr.aws.internal.client;

import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Sees to it that a deletion is sent once.
 *
 * <p>Java's HTTP client sends a request again by itself if the connection breaks before the answer, unless it streams a
 * body of a known length, as the SDK has it do with all that is posted or put. A deletion has no body; here it gets an
 * empty one.
 */
final class SentOnce implements ExecutionInterceptor {

    @Override
    public Optional<RequestBody> modifyHttpContent(
            Context.ModifyHttpRequest context, ExecutionAttributes executionAttributes) {
        return isDeletion(context.httpRequest()) ? Optional.of(RequestBody.empty()) : context.requestBody();
    }

    @Override
    public SdkHttpRequest modifyHttpRequest(
            Context.ModifyHttpRequest context, ExecutionAttributes executionAttributes) {
        SdkHttpRequest request = context.httpRequest();
        return isDeletion(request) ? request.copy(changed -> changed.putHeader("Content-Length", "0")) : request;
    }

    private static boolean isDeletion(SdkHttpRequest request) {
        return request.method() == SdkHttpMethod.DELETE;
    }
}
