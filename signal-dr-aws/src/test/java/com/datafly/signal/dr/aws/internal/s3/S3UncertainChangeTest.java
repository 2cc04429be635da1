package com.datafly.signal.dr.aws.internal.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What may have happened is not reported as if it had not. */
class S3UncertainChangeTest {

    private final S3Fixture fixture = new S3Fixture();
    private final ObjectStore store = fixture.open(fixture.bucket());

    @AfterEach
    void close() {
        store.close();
        fixture.close();
    }

    @Test
    void anErrorInsideAnAnswerThatBeganWellSaysNothingOfTheParts() {
        fixture.server()
                .faults()
                .next("CompleteMultipartUpload", "InternalError", 200, "We encountered an internal error.");
        try (ObjectWriter writer = store.writer("large", Precondition.absent())) {
            byte[] bytes = new byte[10 << 20];
            writer.write(bytes, 0, bytes.length);

            DrException failure = catchThrowableOfType(DrException.class, writer::commit);

            assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        }
    }

    @Test
    void aDeletionWithoutAnAnswerIsNoConflict() {
        String version = store.write("lease", "mine".getBytes(UTF_8), Precondition.absent())
                .version();
        fixture.server().faults().next("DeleteObject", AwsFault.ANSWER_LOST);

        DrException failure =
                catchThrowableOfType(DrException.class, () -> store.delete("lease", Precondition.version(version)));

        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(fixture.server().count("DeleteObject")).isEqualTo(1);
        assertThat(store.find("lease")).isEmpty();
    }
}
