package com.datafly.signal.dr.internal.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts and authenticates bytes with AES-256-GCM under a key of the host's.
 *
 * <p>Sealed bytes are {@code SDR1}, 8 bytes that tell keys apart, a nonce of 12 bytes, and the encrypted content with
 * its tag of 16 bytes. The purpose is authenticated with them, so that nothing sealed for one is taken for another.
 * Thread-safe.
 */
public final class Seal {

    private static final byte[] MAGIC = "SDR1".getBytes(US_ASCII);
    private static final int KEY_BYTES = 32;
    private static final int KEY_ID_BYTES = 8;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = MAGIC.length + KEY_ID_BYTES + NONCE_BYTES;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Secret key;

    private Seal(Secret key) {
        this.key = key;
    }

    /**
     * Uses a key, which stays the caller's to close.
     *
     * @param key 32 random bytes in base64, as {@code openssl rand -base64 32} makes them
     * @throws DrException with {@code INVALID_ARGUMENT} if it is something else
     */
    public static Seal of(Secret key) {
        Arrays.fill(bytes(key), (byte) 0);
        return new Seal(key);
    }

    /** Encrypts {@code content} for {@code purpose}. */
    public byte[] seal(String purpose, byte[] content) {
        byte[] bytes = bytes(key);
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] encrypted =
                    cipher(Cipher.ENCRYPT_MODE, bytes, nonce, purpose).doFinal(content);
            return ByteBuffer.allocate(HEAD_BYTES + encrypted.length)
                    .put(MAGIC)
                    .put(keyId(bytes))
                    .put(nonce)
                    .put(encrypted)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Decrypts what was sealed for {@code purpose}.
     *
     * @throws DrException with {@code UNAUTHENTICATED} if it was sealed with another key, {@code INTEGRITY_FAILED} if
     *     it is not what was sealed for this purpose
     */
    public byte[] open(String purpose, byte[] sealed) {
        if (sealed.length < HEAD_BYTES || !Arrays.equals(MAGIC, Arrays.copyOf(sealed, MAGIC.length))) {
            throw damaged(purpose);
        }
        byte[] bytes = bytes(key);
        try {
            byte[] id = Arrays.copyOfRange(sealed, MAGIC.length, MAGIC.length + KEY_ID_BYTES);
            if (!Arrays.equals(id, keyId(bytes))) {
                throw DrException.create(
                        ErrorCode.UNAUTHENTICATED,
                        "open " + purpose,
                        "it was sealed with another key",
                        failure -> failure.hint("Give the key that was in use when it was written."));
            }
            byte[] nonce = Arrays.copyOfRange(sealed, HEAD_BYTES - NONCE_BYTES, HEAD_BYTES);
            return cipher(Cipher.DECRYPT_MODE, bytes, nonce, purpose)
                    .doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
        } catch (AEADBadTagException e) {
            throw damaged(purpose);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(UTF_8));
        return cipher;
    }

    private static byte[] keyId(byte[] key) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update("signal-dr key id".getBytes(US_ASCII));
        return Arrays.copyOf(digest.digest(key), KEY_ID_BYTES);
    }

    private static byte[] bytes(Secret key) {
        byte[] bytes = key.use(Seal::decoded);
        if (bytes.length != KEY_BYTES) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "use a key for encryption",
                    "it is not 32 bytes in base64",
                    failure -> failure.hint("Make one by: openssl rand -base64 32"));
        }
        return bytes;
    }

    private static byte[] decoded(char[] text) {
        try {
            return Base64.getDecoder().decode(new String(text).strip());
        } catch (IllegalArgumentException e) {
            // The caller tells what is wrong with it, and nothing of its text.
            return new byte[0];
        }
    }

    private static DrException damaged(String purpose) {
        return DrException.of(ErrorCode.INTEGRITY_FAILED, "open " + purpose, "it is not what was sealed for this");
    }
}
