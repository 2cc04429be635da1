package com.datafly.signal.dr.k8s.internal.client;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import java.util.regex.Pattern;

/**
 * One namespace of the cluster that the options lead to.
 *
 * @param namespace its name
 */
public record KubernetesAddress(String namespace) {

    /** The scheme of addresses of namespaces. */
    public static final String SCHEME = "k8s";

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /**
     * Reads {@code NAMESPACE}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the location cannot be the name of a namespace
     */
    public static KubernetesAddress parse(ResourceAddress address) {
        if (!LABEL.matcher(address.location()).matches()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "open " + address,
                    "'" + address.location() + "' cannot be the name of a namespace",
                    failure -> failure.resource(address.toString())
                            .hint("Write k8s:NAMESPACE, up to 63 lower-case letters, digits and hyphens, as in"
                                    + " k8s:datafly."));
        }
        return new KubernetesAddress(address.location());
    }

    @Override
    public String toString() {
        return SCHEME + ":" + namespace;
    }
}
