package com.datafly.signal.dr.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens and closes the stores of {@link ObjectStoreContract}, and says its assertions in few words. */
abstract class ObjectStoreFixture {

    private final List<ObjectStore> opened = new ArrayList<>();
    private ObjectStore store;

    /**
     * Opens another handle on the objects of this test, as another process would. A test begins with no objects. The
     * contract closes what it opened.
     */
    protected abstract ObjectStore open();

    @BeforeEach
    final void openStore() {
        store = another();
    }

    @AfterEach
    final void closeStores() {
        opened.forEach(ObjectStore::close);
    }

    final ObjectStore store() {
        return store;
    }

    final ObjectStore another() {
        ObjectStore another = open();
        opened.add(another);
        return another;
    }

    final ObjectInfo write(String key, String content, Precondition precondition) {
        return store.write(key, bytes(content), precondition);
    }

    final String range(String key, long offset, long length) {
        return text(store.read(key, offset, length));
    }

    static String text(ObjectStore store, String key) {
        return text(store.read(key));
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static void assertFails(ErrorCode code, ThrowingCallable action) {
        assertThatExceptionOfType(DrException.class).isThrownBy(action).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.effect()).isEqualTo(Effect.NONE);
        });
    }

    static void assertSame(Optional<ObjectInfo> found, ObjectInfo written) {
        assertThat(found).hasValueSatisfying(object -> {
            assertThat(object.key()).isEqualTo(written.key());
            assertThat(object.size()).isEqualTo(written.size());
            assertThat(object.version()).isEqualTo(written.version());
            assertThat(object.modified()).isEqualTo(written.modified());
        });
    }

    private static String text(InputStream opened) {
        try (InputStream in = opened) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
