package com.datafly.signal.dr.k8s.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.JournalRegister;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import java.util.UUID;

/**
 * Registers as objects of one kind, whose versions are theirs. Thread-safe.
 *
 * @param <T> the kind
 */
final class ClusterRegisters<T extends HasMetadata> {

    /** Makes each write another: the API server gives what does not change no new version. */
    private static final String WRITE = "signal-dr.datafly.com/write";

    private final JournalObjects<T, ?> objects;
    private final RegisterForm<T> form;

    ClusterRegisters(JournalObjects<T, ?> objects, RegisterForm<T> form) {
        this.objects = objects;
        this.form = form;
    }

    /** Looks a register up. */
    Optional<JournalRegister> find(String register) {
        return objects.find(ObjectNames.register(register)).map(object -> read(register, object));
    }

    /** Replaces a register as {@link com.datafly.signal.dr.spi.JournalDriver#setRegister} says. */
    JournalRegister set(String register, byte[] content, Optional<String> expectedVersion) {
        if (content.length > form.largest()) {
            throw DrException.of(
                    ErrorCode.QUOTA,
                    "write the register " + register,
                    "it has " + content.length + " bytes, and its object has room for " + form.largest());
        }
        String name = ObjectNames.register(register);
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        form.write(object, content);
        ObjectNode metadata = object.withObjectProperty("metadata");
        metadata.withObjectProperty("annotations")
                .put(ObjectNames.NAME, register)
                .put(WRITE, UUID.randomUUID().toString());
        Optional<T> written = expectedVersion.isPresent()
                ? objects.change(name, expectedVersion.get(), object)
                : objects.create(name, labelled(object, register));
        return written.map(present -> JournalRegister.of(content, version(present)))
                .orElseThrow(() -> conflict(register));
    }

    private static ObjectNode labelled(ObjectNode object, String register) {
        ObjectNode metadata = object.withObjectProperty("metadata").put("name", ObjectNames.register(register));
        metadata.withObjectProperty("labels")
                .put("app.kubernetes.io/managed-by", "signal-dr")
                .put(ObjectNames.REGISTER, ObjectNames.shortened(register));
        return object;
    }

    private JournalRegister read(String register, T object) {
        try {
            byte[] content = form.read(object).orElseThrow(() -> new IllegalArgumentException("it holds no content"));
            return JournalRegister.of(content, version(object));
        } catch (IllegalArgumentException e) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    "read the register " + register,
                    "the object " + object.getMetadata().getName() + " is not what was written: " + e.getMessage(),
                    failure -> failure.cause(e)
                            .hint("See to it that nothing recovers what it is about, then delete the object."));
        }
    }

    private static String version(HasMetadata object) {
        return object.getMetadata().getResourceVersion();
    }

    private static DrException conflict(String register) {
        return DrException.create(
                ErrorCode.CONFLICT,
                "write the register " + register,
                "it is not of the version that was expected",
                failure -> failure.hint("Somebody else has written it. Read it before writing again."));
    }
}
