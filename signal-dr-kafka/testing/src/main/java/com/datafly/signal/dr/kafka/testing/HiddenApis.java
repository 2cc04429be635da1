package com.datafly.signal.dr.kafka.testing;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.ResponseHeader;

/**
 * Which requests a broker is not to offer, up to which version it is to offer others, and which topics vanish while
 * they are looked at. Thread-safe.
 */
final class HiddenApis {

    private static final short NONE = -1;
    private static final Set<ApiKeys> CHANGED = EnumSet.of(ApiKeys.API_VERSIONS, ApiKeys.DESCRIBE_TOPIC_PARTITIONS);

    private final Map<ApiKeys, Short> highest = new EnumMap<>(ApiKeys.class);
    private final Set<String> vanishing = new HashSet<>();

    synchronized boolean isEmpty() {
        return highest.isEmpty() && vanishing.isEmpty();
    }

    synchronized void hide(ApiKeys api) {
        highest.put(api, NONE);
    }

    synchronized void limit(ApiKeys api, int version) {
        highest.put(api, (short) version);
    }

    synchronized void vanish(String topic) {
        vanishing.add(topic);
    }

    synchronized void clear() {
        highest.clear();
        vanishing.clear();
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

    /** Between finding a topic by its id and describing it, a broker may learn that it is deleted. */
    private synchronized void applyTo(MetadataResponseData answered) {
        answered.topics().stream()
                .filter(topic -> vanishing.contains(topic.name()))
                .forEach(topic -> topic.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                        .setTopicId(Uuid.ZERO_UUID)
                        .setPartitions(List.of()));
    }

    private synchronized void applyTo(DescribeTopicPartitionsResponseData answered) {
        answered.topics().stream()
                .filter(topic -> vanishing.contains(topic.name()))
                .forEach(topic -> topic.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                        .setTopicId(Uuid.ZERO_UUID)
                        .setPartitions(List.of()));
    }

    private short highest(ApiVersion offered) {
        Short limit = ApiKeys.hasId(offered.apiKey()) ? highest.get(ApiKeys.forId(offered.apiKey())) : null;
        return limit == null ? offered.maxVersion() : (short) Math.min(limit, offered.maxVersion());
    }

    /** One connection: the broker's answers that are to be changed are known by the question's number. */
    final class Connection {

        private final Map<Integer, RequestHeader> questions = new ConcurrentHashMap<>();

        /** Reads the next request as it is; empty at the end. */
        byte[] request(InputStream in) throws IOException {
            byte[] message = message(in);
            if (message.length > 0) {
                ByteBuffer buffer = ByteBuffer.wrap(message, Integer.BYTES, message.length - Integer.BYTES);
                RequestHeader header = RequestHeader.parse(buffer);
                if (CHANGED.contains(header.apiKey()) || asksForSome(header, buffer)) {
                    questions.put(header.correlationId(), header);
                }
            }
            return message;
        }

        /** Tells a question for some topics from one for the list of all. */
        private static boolean asksForSome(RequestHeader header, ByteBuffer body) {
            return header.apiKey() == ApiKeys.METADATA
                    && !MetadataRequest.parse(new ByteBufferAccessor(body), header.apiVersion())
                            .isAllTopics();
        }

        /** Reads the next answer as clients are to see it; empty at the end. */
        byte[] answer(InputStream in) throws IOException {
            byte[] message = message(in);
            if (message.length == 0) {
                return message;
            }
            ByteBuffer buffer = ByteBuffer.wrap(message, Integer.BYTES, message.length - Integer.BYTES);
            RequestHeader question = questions.remove(buffer.getInt(Integer.BYTES));
            if (question == null) {
                return message;
            }
            ResponseHeader header =
                    ResponseHeader.parse(buffer, question.apiKey().responseHeaderVersion(question.apiVersion()));
            ApiMessage answer = AbstractResponse.parseResponse(
                            question.apiKey(), new ByteBufferAccessor(buffer), question.apiVersion())
                    .data();
            return change(answer) ? bytes(header, answer, question.apiVersion()) : message;
        }

        private boolean change(ApiMessage answer) {
            if (answer instanceof MetadataResponseData topics) {
                applyTo(topics);
                return true;
            }
            if (answer instanceof DescribeTopicPartitionsResponseData topics) {
                applyTo(topics);
                return true;
            }
            ApiVersionsResponseData offered = (ApiVersionsResponseData) answer;
            applyTo(offered);
            return offered.errorCode() == Errors.NONE.code();
        }

        private static byte[] bytes(ResponseHeader header, ApiMessage answer, short version) {
            ByteBuffer head = MessageUtil.toByteBufferAccessor(header.data(), header.headerVersion())
                    .buffer();
            ByteBuffer body = MessageUtil.toByteBufferAccessor(answer, version).buffer();
            int length = head.remaining() + body.remaining();
            return ByteBuffer.allocate(Integer.BYTES + length)
                    .putInt(length)
                    .put(head)
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
