package com.datafly.signal.dr.selfmanaged.internal.repository;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a sealed object says of itself before its payload. */
final class SealedHeader {

    static final int FORMAT = 1;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

    private final String kind;
    private final String codec;
    private final int rawLength;
    private final int payloadLength;
    private final Map<String, Object> facts;

    SealedHeader(String kind, String codec, int rawLength, int payloadLength, Map<String, Object> facts) {
        this.kind = kind;
        this.codec = codec;
        this.rawLength = rawLength;
        this.payloadLength = payloadLength;
        this.facts = facts;
    }

    byte[] toJson() {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("kind", kind);
        header.put("formatVersion", FORMAT);
        header.put("codec", codec);
        header.put("encryption", "none");
        header.put("rawLength", rawLength);
        header.put("payloadLength", payloadLength);
        header.put("facts", facts);
        try {
            return JSON.writeValueAsBytes(header);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("facts must be texts, numbers, truth values, lists and maps of them", e);
        }
    }

    /**
     * Reads a header.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if it is damaged, {@code UNSUPPORTED} if a newer library wrote
     *     it
     */
    static SealedHeader parse(String key, byte[] json, int offset, int length) {
        try {
            Map<String, Object> header = JSON.readValue(json, offset, length, MAP);
            require(key, header, "formatVersion", FORMAT);
            require(key, header, "encryption", "none");
            Object facts = header.get("facts");
            if (header.get("kind") instanceof String kind
                    && header.get("codec") instanceof String codec
                    && header.get("rawLength") instanceof Integer rawLength
                    && header.get("payloadLength") instanceof Integer payloadLength
                    && facts instanceof Map) {
                return new SealedHeader(kind, codec, rawLength, payloadLength, JSON.convertValue(facts, MAP));
            }
        } catch (IOException e) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED, "read " + key, "its header is damaged", failure -> failure.cause(e));
        }
        throw DrException.of(ErrorCode.INTEGRITY_FAILED, "read " + key, "its header is incomplete");
    }

    private static void require(String key, Map<String, Object> header, String name, Object value) {
        if (!value.equals(header.get(name))) {
            throw DrException.create(
                    ErrorCode.UNSUPPORTED,
                    "read " + key,
                    "its " + name + " is " + header.get(name) + ", only " + value + " is known",
                    failure -> failure.hint("Use the version of the library that wrote it, or a newer one."));
        }
    }

    String kind() {
        return kind;
    }

    String codec() {
        return codec;
    }

    int rawLength() {
        return rawLength;
    }

    int payloadLength() {
        return payloadLength;
    }

    Map<String, Object> facts() {
        return Collections.unmodifiableMap(facts);
    }
}
