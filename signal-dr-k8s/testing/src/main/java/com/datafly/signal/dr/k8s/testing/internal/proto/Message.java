package com.datafly.signal.dr.k8s.testing.internal.proto;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** A kind of message: what its numbers mean, and how it is read as the JSON that says the same. */
final class Message {

    private final Map<Integer, Field> fields = new HashMap<>();

    /** Adds a field. */
    Message with(int number, String name, Form form) {
        fields.put(number, new Field(name, form, this));
        return this;
    }

    /** Adds a field that is a message itself, or a list of them. */
    Message with(int number, String name, Form form, Message message) {
        fields.put(number, new Field(name, form, message));
        return this;
    }

    ObjectNode read(byte[] bytes) {
        ObjectNode object = Json.object();
        WireReader in = new WireReader(bytes);
        while (in.hasMore()) {
            long tag = in.varint();
            Field field = fields.get((int) (tag >>> 3));
            if (field == null) {
                in.skip((int) (tag & 7));
            } else {
                field.read(in, object);
            }
        }
        return object;
    }

    /** How a field is written. Texts and numbers that are empty or zero are as good as absent. */
    enum Form {
        TEXT,
        NUMBER,
        FLAG,
        BYTES,
        TIME,
        MESSAGE,
        TEXTS,
        MESSAGES,
        TEXT_BY_NAME,
        BYTES_BY_NAME,
        RAW_JSON
    }

    private record Field(String name, Form form, Message message) {

        void read(WireReader in, ObjectNode object) {
            switch (form) {
                case TEXT -> text(object, name, in.text());
                case NUMBER -> number(object, in.varint());
                case FLAG -> object.put(name, in.varint() != 0);
                case BYTES -> object.put(name, in.delimited());
                case TIME -> time(object, new WireReader(in.delimited()));
                case MESSAGE -> object.set(name, message.read(in.delimited()));
                case TEXTS -> Json.list(object, name).add(in.text());
                case MESSAGES -> Json.list(object, name).add(message.read(in.delimited()));
                case TEXT_BY_NAME, BYTES_BY_NAME -> entry(Json.child(object, name), new WireReader(in.delimited()));
                case RAW_JSON -> raw(object, new WireReader(in.delimited()));
            }
        }

        private static void text(ObjectNode object, String name, String text) {
            if (!text.isEmpty()) {
                object.put(name, text);
            }
        }

        private void number(ObjectNode object, long number) {
            if (number != 0 || name.equals("gracePeriodSeconds")) {
                object.put(name, number);
            }
        }

        private void time(ObjectNode object, WireReader in) {
            long seconds = 0;
            while (in.hasMore()) {
                long tag = in.varint();
                if (tag >>> 3 == 1) {
                    seconds = in.varint();
                } else {
                    in.skip((int) (tag & 7));
                }
            }
            if (seconds > 0) {
                object.put(name, Instant.ofEpochSecond(seconds).toString());
            }
        }

        private void entry(ObjectNode object, WireReader in) {
            String key = "";
            byte[] value = new byte[0];
            while (in.hasMore()) {
                long tag = in.varint();
                if (tag >>> 3 == 1) {
                    key = in.text();
                } else {
                    value = in.delimited();
                }
            }
            if (form == Form.BYTES_BY_NAME) {
                object.put(key, Base64.getEncoder().encodeToString(value));
            } else {
                object.put(key, new String(value, UTF_8));
            }
        }

        private void raw(ObjectNode object, WireReader in) {
            while (in.hasMore()) {
                if (in.varint() >>> 3 == 1) {
                    object.set(name, Json.object(in.text()));
                }
            }
        }
    }
}
