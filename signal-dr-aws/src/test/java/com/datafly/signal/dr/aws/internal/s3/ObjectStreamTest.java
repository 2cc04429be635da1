package com.datafly.signal.dr.aws.internal.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object whose bytes stop coming. */
class ObjectStreamTest {

    @Test
    void anAnswerThatEndsEarlyIsNoEndOfTheObject() throws IOException {
        try (ObjectStream stream = stream(5, 10)) {
            assertThat(stream.readNBytes(5)).hasSize(5);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> stream.read())
                    .withMessageContaining("5 of 10 bytes");
        }
    }

    @Test
    void anAnswerThatIsWholeEnds() throws IOException {
        try (ObjectStream stream = stream(10, 10)) {
            assertThat(stream.readAllBytes()).hasSize(10);
            assertThat(stream.read()).isEqualTo(-1);
        }
    }

    private static ObjectStream stream(int arriving, long announced) {
        GetObjectResponse head =
                GetObjectResponse.builder().contentLength(announced).build();
        AbortableInputStream bytes = AbortableInputStream.create(new ByteArrayInputStream(new byte[arriving]));
        return new ObjectStream("read key", new ResponseInputStream<>(head, bytes));
    }
}
