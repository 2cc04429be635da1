package com.datafly.signal.dr.k8s.internal.model;

import com.datafly.signal.dr.platform.PlatformSecret;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;

/** Makes secrets from Kubernetes' own. */
public final class Secrets {

    private Secrets() {}

    /** Describes one; whoever asked closes it. */
    public static PlatformSecret of(Secret secret) {
        ObjectMeta metadata = secret.getMetadata();
        String type = Fields.text(secret.getType());
        return PlatformSecret.create(
                metadata.getName(),
                Fields.text(metadata.getResourceVersion()),
                described -> described
                        .type(type.isEmpty() ? "Opaque" : type, Fields.yes(secret.getImmutable()))
                        .metadata(Fields.map(metadata.getLabels()), Fields.map(metadata.getAnnotations()))
                        .owners(SecretOwners.of(metadata))
                        .copies(Copiers.copies(Fields.map(metadata.getAnnotations())))
                        .values(SecretValues.decoded(Fields.map(secret.getData()))));
    }
}
