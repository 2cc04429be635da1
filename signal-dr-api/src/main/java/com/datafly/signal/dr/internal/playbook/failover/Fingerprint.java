package com.datafly.signal.dr.internal.playbook.failover;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** By what an event is known again at another cluster: time, key, value and headers, which copies keep. */
record Fingerprint(long one, long two) {

    static Fingerprint of(EventRecord event) {
        MessageDigest digest = sha256();
        digest.update(
                ByteBuffer.allocate(Long.BYTES).putLong(event.timestampMillis()).flip());
        add(digest, event.key());
        add(digest, event.value());
        for (EventHeader header : event.headers()) {
            add(digest, header.key().getBytes(UTF_8));
            add(digest, header.value());
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new Fingerprint(hash.getLong(), hash.getLong());
    }

    private static void add(MessageDigest digest, byte @Nullable [] part) {
        int length = part == null ? -1 : part.length;
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
        if (part != null) {
            digest.update(part);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
