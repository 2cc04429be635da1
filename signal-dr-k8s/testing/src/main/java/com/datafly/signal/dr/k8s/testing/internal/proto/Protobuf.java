package com.datafly.signal.dr.k8s.testing.internal.proto;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.proto.Message.Form;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the few kinds that kubectl and Helm send as protobuf, which they do for what they know by type: Helm's releases
 * among them. Numbers are those of Kubernetes' published {@code generated.proto} files.
 */
public final class Protobuf {

    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private static final Message OWNER = new Message()
            .with(1, "kind", Form.TEXT)
            .with(3, "name", Form.TEXT)
            .with(4, "uid", Form.TEXT)
            .with(5, "apiVersion", Form.TEXT)
            .with(6, "controller", Form.FLAG)
            .with(7, "blockOwnerDeletion", Form.FLAG);
    private static final Message MANAGED = new Message()
            .with(1, "manager", Form.TEXT)
            .with(2, "operation", Form.TEXT)
            .with(3, "apiVersion", Form.TEXT)
            .with(4, "time", Form.TIME)
            .with(6, "fieldsType", Form.TEXT)
            .with(7, "fieldsV1", Form.RAW_JSON)
            .with(8, "subresource", Form.TEXT);
    private static final Message METADATA = new Message()
            .with(1, "name", Form.TEXT)
            .with(2, "generateName", Form.TEXT)
            .with(3, "namespace", Form.TEXT)
            .with(5, "uid", Form.TEXT)
            .with(6, "resourceVersion", Form.TEXT)
            .with(7, "generation", Form.NUMBER)
            .with(8, "creationTimestamp", Form.TIME)
            .with(11, "labels", Form.TEXT_BY_NAME)
            .with(12, "annotations", Form.TEXT_BY_NAME)
            .with(13, "ownerReferences", Form.MESSAGES, OWNER)
            .with(14, "finalizers", Form.TEXTS)
            .with(17, "managedFields", Form.MESSAGES, MANAGED);
    private static final Message SECRET = new Message()
            .with(1, "metadata", Form.MESSAGE, METADATA)
            .with(2, "data", Form.BYTES_BY_NAME)
            .with(3, "type", Form.TEXT)
            .with(4, "stringData", Form.TEXT_BY_NAME)
            .with(5, "immutable", Form.FLAG);
    private static final Message CONFIG_MAP = new Message()
            .with(1, "metadata", Form.MESSAGE, METADATA)
            .with(2, "data", Form.TEXT_BY_NAME)
            .with(3, "binaryData", Form.BYTES_BY_NAME)
            .with(4, "immutable", Form.FLAG);
    private static final Message ONLY_METADATA = new Message().with(1, "metadata", Form.MESSAGE, METADATA);
    private static final Message PRECONDITIONS =
            new Message().with(1, "uid", Form.TEXT).with(2, "resourceVersion", Form.TEXT);
    private static final Message DELETE_OPTIONS = new Message()
            .with(1, "gracePeriodSeconds", Form.NUMBER)
            .with(2, "preconditions", Form.MESSAGE, PRECONDITIONS)
            .with(3, "orphanDependents", Form.FLAG)
            .with(4, "propagationPolicy", Form.TEXT)
            .with(5, "dryRun", Form.TEXTS);
    private static final Message EVICTION = new Message()
            .with(1, "metadata", Form.MESSAGE, METADATA)
            .with(2, "deleteOptions", Form.MESSAGE, DELETE_OPTIONS);
    private static final Message ATTRIBUTES = new Message()
            .with(1, "namespace", Form.TEXT)
            .with(2, "verb", Form.TEXT)
            .with(3, "group", Form.TEXT)
            .with(4, "version", Form.TEXT)
            .with(5, "resource", Form.TEXT)
            .with(6, "subresource", Form.TEXT)
            .with(7, "name", Form.TEXT);
    private static final Message REVIEW_SPEC = new Message().with(1, "resourceAttributes", Form.MESSAGE, ATTRIBUTES);
    private static final Message REVIEW = new Message().with(2, "spec", Form.MESSAGE, REVIEW_SPEC);

    private static final Message TYPE =
            new Message().with(1, "apiVersion", Form.TEXT).with(2, "kind", Form.TEXT);
    private static final Message ENVELOPE =
            new Message().with(1, "typeMeta", Form.MESSAGE, TYPE).with(2, "raw", Form.BYTES);

    private static final Map<String, Message> KINDS = Map.of(
            "Secret", SECRET,
            "ConfigMap", CONFIG_MAP,
            "Namespace", ONLY_METADATA,
            "ServiceAccount", ONLY_METADATA,
            "DeleteOptions", DELETE_OPTIONS,
            "Eviction", EVICTION,
            "SelfSubjectAccessReview", REVIEW);

    private Protobuf() {}

    /**
     * Reads an object as JSON has it.
     *
     * @return empty if it is of a kind that is not known here
     * @throws IllegalArgumentException if it cannot be read
     */
    public static Optional<ObjectNode> read(byte[] body) {
        if (!Arrays.equals(body, 0, Math.min(MAGIC.length, body.length), MAGIC, 0, MAGIC.length)) {
            throw new IllegalArgumentException("not Kubernetes' protobuf");
        }
        ObjectNode envelope = ENVELOPE.read(Arrays.copyOfRange(body, MAGIC.length, body.length));
        String kind = Json.text(envelope, "typeMeta", "kind");
        Message message = KINDS.get(kind);
        if (message == null) {
            return Optional.empty();
        }
        ObjectNode object = message.read(raw(envelope));
        object.put("kind", kind).put("apiVersion", Json.text(envelope, "typeMeta", "apiVersion"));
        return Optional.of(object);
    }

    private static byte[] raw(ObjectNode envelope) {
        try {
            byte[] raw = envelope.path("raw").binaryValue();
            return raw == null ? new byte[0] : raw;
        } catch (IOException e) {
            throw new IllegalArgumentException("not Kubernetes' protobuf", e);
        }
    }
}
