package com.datafly.signal.dr.selfmanaged.internal.repository;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedObjectTest {

    private static final String KEY = "some/object";
    private static final Map<String, Object> FACTS =
            Map.of("text", "ä 'quoted'", "number", 7, "list", List.of("a", "b"), "map", Map.of("yes", true));

    @TempDir
    Path directory;

    @Test
    void whatWasSealedComesBack() {
        for (byte[] payload : new byte[][] {{}, {1}, new byte[100_000], random(100_000)}) {
            SealedObject opened = SealedObject.open(KEY, SealedObject.seal("kind", FACTS, payload));

            assertThat(opened.kind()).isEqualTo("kind");
            assertThat(opened.facts()).isEqualTo(FACTS);
            assertThat(opened.payload()).isEqualTo(payload);
        }
        assertThat(SealedObject.seal("kind", Map.of(), new byte[100_000])).hasSizeLessThan(1000);
        assertThat(SealedObject.seal("kind", Map.of(), random(100_000))).hasSizeLessThan(100_300);
    }

    @Test
    void everyFlippedBitIsNoticed() {
        byte[] sealed = SealedObject.seal("kind", FACTS, random(50));
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] damaged = sealed.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);

            assertThat(failure(damaged).code()).as("bit " + bit).isEqualTo(ErrorCode.INTEGRITY_FAILED);
            assertThat(failure(damaged)).hasMessageContaining(KEY);
        }
    }

    @Test
    void everyMissingOrExtraByteIsNoticed() {
        byte[] sealed = SealedObject.seal("kind", FACTS, random(50));
        for (int length = 0; length < sealed.length; length++) {
            assertThat(failure(Arrays.copyOf(sealed, length)).code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
        }
        assertThat(failure(Arrays.copyOf(sealed, sealed.length + 1)).code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
    }

    @Test
    void aNewerFormatIsNotGuessedAt() throws Exception {
        String sealed = new String(SealedObject.seal("kind", Map.of(), new byte[0]), ISO_8859_1);
        byte[] newer =
                sealed.replace("\"formatVersion\":1", "\"formatVersion\":2").getBytes(ISO_8859_1);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(newer, newer.length - 32));
        System.arraycopy(hash, 0, newer, newer.length - 32, 32);

        assertThat(failure(newer).code()).isEqualTo(ErrorCode.UNSUPPORTED);
    }

    @Test
    void factsAreReadWithoutThePayloadHoweverLongTheyAre() {
        try (ObjectStore store = FileSystemObjectStore.open(directory)) {
            Map<String, Object> many = Map.of("long", "x".repeat(50_000));
            store.write("short", SealedObject.seal("kind", FACTS, random(1000)), Precondition.none());
            store.write("long", SealedObject.seal("kind", many, random(1000)), Precondition.none());
            store.write("other", "not ours".getBytes(UTF_8), Precondition.none());

            assertThat(SealedObject.readFacts(store, "short")).isEqualTo(FACTS);
            assertThat(SealedObject.readFacts(store, "long")).isEqualTo(many);
            assertThat(SealedObject.read(store, "long").payload()).hasSize(1000);
            assertThat(catchThrowableOfType(DrException.class, () -> SealedObject.readFacts(store, "other"))
                            .code())
                    .isEqualTo(ErrorCode.INTEGRITY_FAILED);
            assertThat(catchThrowableOfType(DrException.class, () -> SealedObject.read(store, "none"))
                            .code())
                    .isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    private static DrException failure(byte[] bytes) {
        return catchThrowableOfType(DrException.class, () -> SealedObject.open(KEY, bytes));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
