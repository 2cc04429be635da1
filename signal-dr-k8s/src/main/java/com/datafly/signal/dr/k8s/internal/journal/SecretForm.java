package com.datafly.signal.dr.k8s.internal.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Base64;
import java.util.Optional;

/** Registers as Secrets. */
final class SecretForm implements RegisterForm<Secret> {

    private static final String CONTENT = "content";

    @Override
    public int largest() {
        return 1 << 20;
    }

    @Override
    public void write(ObjectNode object, byte[] content) {
        object.withObjectProperty("data").put(CONTENT, Base64.getEncoder().encodeToString(content));
    }

    @Override
    public Optional<byte[]> read(Secret secret) {
        return Optional.ofNullable(secret.getData())
                .map(data -> data.get(CONTENT))
                .map(Base64.getDecoder()::decode);
    }
}
