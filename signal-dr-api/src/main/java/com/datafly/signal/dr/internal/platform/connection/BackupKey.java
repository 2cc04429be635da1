package com.datafly.signal.dr.internal.platform.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a key of the host's is good for: it seals values by AES-256-GCM, and makes fingerprints of them by HMAC-SHA256.
 * Both use keys of their own, derived from it. Thread-safe.
 */
final class BackupKey {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int FINGERPRINT_BYTES = 16;
    private static final String OPERATION = "use the encryption key";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] sealing;
    private final byte[] printing;

    private BackupKey(byte[] sealing, byte[] printing) {
        this.sealing = sealing;
        this.printing = printing;
    }

    /**
     * Takes the host's key.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if it is not 32 bytes in base64
     */
    static BackupKey of(Secret secret) {
        byte[] master = secret.use(BackupKey::decode);
        try {
            return new BackupKey(
                    mac(master, "signal-dr connection backup".getBytes(UTF_8)),
                    mac(master, "signal-dr connection fingerprint".getBytes(UTF_8)));
        } finally {
            Arrays.fill(master, (byte) 0);
        }
    }

    private static byte[] decode(char[] text) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(new String(text).strip());
        } catch (IllegalArgumentException e) {
            key = new byte[0];
        }
        if (key.length != KEY_BYTES) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    OPERATION,
                    "it is not 32 bytes in base64",
                    failure -> failure.hint(
                            "Make one by openssl rand -base64 32, and keep it where the platform is not."));
        }
        return key;
    }

    /** Encrypts a text that can be read again only as what {@code bound} names. */
    String seal(String bound, String text) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, bound).doFinal(text.getBytes(UTF_8));
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(nonce.length + sealed.length)
                            .put(nonce)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /**
     * Decrypts what {@link #seal} gave.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if it was changed, or sealed by another key or as something
     *     else
     */
    String unseal(String bound, String sealed) {
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed);
            byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
            return new String(
                    cipher(Cipher.DECRYPT_MODE, nonce, bound)
                            .doFinal(bytes, NONCE_BYTES, Math.max(0, bytes.length - NONCE_BYTES)),
                    UTF_8);
        } catch (AEADBadTagException | IllegalArgumentException e) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    "decrypt " + bound,
                    "it was changed, or encrypted by another key",
                    failure -> failure.hint("Lend the key that the switch was prepared with."));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** Returns a text by which values are known again, and which nobody without the key can guess them by. */
    String fingerprint(Map<String, String> values) {
        StringBuilder all = new StringBuilder();
        new TreeMap<>(values).forEach((key, value) -> {
            for (String part : new String[] {key, value}) {
                all.append(part.length()).append(':').append(part);
            }
        });
        byte[] print = mac(printing, all.toString().getBytes(UTF_8));
        return HexFormat.of().formatHex(print, 0, FINGERPRINT_BYTES);
    }

    private Cipher cipher(int mode, byte[] nonce, String bound) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(sealing, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(bound.getBytes(UTF_8));
        return cipher;
    }

    private static byte[] mac(byte[] key, byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }
}
