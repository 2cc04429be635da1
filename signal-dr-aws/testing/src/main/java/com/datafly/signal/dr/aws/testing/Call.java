package com.datafly.signal.dr.aws.testing;

import java.util.Map;
import java.util.Optional;

/**
 * A request that reached the server with a signature it could read.
 *
 * @param service the service, as in {@code rds}
 * @param region the region it was signed for
 * @param action what was asked for, as in {@code DescribeDBInstances}
 * @param parameters every parameter, flat, with the names of the wire; passwords are masked
 * @param principal the ARN of who signed; empty if that was not proven
 * @param httpStatus the status answered; 0 if the connection was closed without an answer
 * @param errorCode the service's code, if it refused
 * @param requestId the id that was answered
 * @since 0.1
 */
public record Call(
        String service,
        String region,
        String action,
        Map<String, String> parameters,
        String principal,
        int httpStatus,
        Optional<String> errorCode,
        String requestId) {}
