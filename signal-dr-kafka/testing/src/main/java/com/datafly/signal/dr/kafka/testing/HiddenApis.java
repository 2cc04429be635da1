package com.datafly.signal.dr.kafka.testing;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.ApiVersionsResponse;

/** Which requests a broker is not to offer, and up to which version it is to offer others. Thread-safe. */
final class HiddenApis {

    private static final short NONE = -1;

    private final Map<ApiKeys, Short> highest = new EnumMap<>(ApiKeys.class);

    synchronized boolean isEmpty() {
        return highest.isEmpty();
    }

    synchronized void hide(ApiKeys api) {
        highest.put(api, NONE);
    }

    synchronized void limit(ApiKeys api, int version) {
        highest.put(api, (short) version);
    }

    synchronized void clear() {
        highest.clear();
    }

    /** Returns what goes through one connection, message by message. */
    Connection connection() {
        return new Connection();
    }

    /** Takes away what is hidden. */
    private synchronized void applyTo(ApiVersionsResponseData offered) {
        offered.apiKeys().removeIf(each -> highest(each) < each.minVersion());
        offered.apiKeys().forEach(each -> each.setMaxVersion(highest(each)));
    }

    private short highest(ApiVersion offered) {
        Short limit = ApiKeys.hasId(offered.apiKey()) ? highest.get(ApiKeys.forId(offered.apiKey())) : null;
        return limit == null ? offered.maxVersion() : (short) Math.min(limit, offered.maxVersion());
    }

    /** One connection: the broker's answer to the question what it offers is known by the question's number. */
    final class Connection {

        private final Map<Integer, Short> questions = new ConcurrentHashMap<>();

        /** Reads the next request as it is; empty at the end. */
        byte[] request(InputStream in) throws IOException {
            byte[] message = message(in);
            if (message.length > 0) {
                ByteBuffer header = ByteBuffer.wrap(message, Integer.BYTES, message.length - Integer.BYTES);
                short api = header.getShort();
                short version = header.getShort();
                if (api == ApiKeys.API_VERSIONS.id) {
                    questions.put(header.getInt(), version);
                }
            }
            return message;
        }

        /** Reads the next answer as clients are to see it; empty at the end. */
        byte[] answer(InputStream in) throws IOException {
            byte[] message = message(in);
            if (message.length == 0) {
                return message;
            }
            ByteBuffer buffer = ByteBuffer.wrap(message, Integer.BYTES, message.length - Integer.BYTES);
            int number = buffer.getInt();
            Short version = questions.remove(number);
            if (version == null) {
                return message;
            }
            ApiVersionsResponseData offered = ApiVersionsResponse.parse(new ByteBufferAccessor(buffer), version)
                    .data();
            if (offered.errorCode() != Errors.NONE.code()) {
                return message;
            }
            applyTo(offered);
            ByteBuffer body = MessageUtil.toByteBufferAccessor(offered, version).buffer();
            int length = Integer.BYTES + body.remaining();
            return ByteBuffer.allocate(Integer.BYTES + length)
                    .putInt(length)
                    .putInt(number)
                    .put(body)
                    .array();
        }

        /** Reads a message with its length before it. */
        private static byte[] message(InputStream in) throws IOException {
            DataInputStream data = new DataInputStream(in);
            try {
                int length = data.readInt();
                byte[] message = new byte[Integer.BYTES + length];
                ByteBuffer.wrap(message).putInt(length);
                data.readFully(message, Integer.BYTES, length);
                return message;
            } catch (EOFException e) {
                return new byte[0];
            }
        }
    }
}
