package com.datafly.signal.dr.aws.testing;

import com.datafly.signal.dr.Secret;
import java.util.Optional;

/**
 * An access key of the testing server's account.
 *
 * @param id the access key id
 * @param secret the secret access key
 * @param sessionToken the session token, of a temporary key
 * @since 0.1
 */
public record AccessKey(String id, Secret secret, Optional<Secret> sessionToken) {}
