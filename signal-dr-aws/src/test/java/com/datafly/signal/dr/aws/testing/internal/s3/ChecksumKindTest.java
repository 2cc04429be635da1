package com.datafly.signal.dr.aws.testing.internal.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Checksums against the check values that their specifications give for {@code 123456789}, and chunked bodies. */
class ChecksumKindTest {

    private static final byte[] CHECK = "123456789".getBytes(US_ASCII);

    @Test
    void checksumsHaveTheirSpecifiedValues() {
        assertThat(hex(ChecksumKind.CRC32)).isEqualTo("cbf43926");
        assertThat(hex(ChecksumKind.CRC32C)).isEqualTo("e3069283");
        assertThat(hex(ChecksumKind.CRC64NVME)).isEqualTo("ae8b14860a799888");
        assertThat(ChecksumKind.CRC32.of(CHECK)).isEqualTo("y/Q5Jg==");
    }

    @Test
    void signedAndUnsignedChunksAreReadWithTheirTrailers() {
        AwsChunked signed = chunked("5;chunk-signature=ab\r\n12345\r\n4;chunk-signature=cd\r\n6789\r\n"
                + "0;chunk-signature=ef\r\nx-amz-checksum-crc32:y/Q5Jg==\r\nx-amz-trailer-signature:01\r\n\r\n");
        AwsChunked unsigned = chunked("9\r\n123456789\r\n0\r\nX-Amz-Checksum-Crc32: y/Q5Jg==\r\n\r\n");

        for (AwsChunked body : new AwsChunked[] {signed, unsigned}) {
            assertThat(body.content().bytes()).isEqualTo(CHECK);
            assertThat(body.trailers()).containsEntry("x-amz-checksum-crc32", "y/Q5Jg==");
        }
    }

    @Test
    void aBodyThatEndsInAChunkIsRefused() {
        for (String body : new String[] {"", "5\r\n123", "5\r\n123456\r\n0\r\n\r\n", "x\r\n", "5;chunk-signature=ab"}) {
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> chunked(body))
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("IncompleteBody"));
        }
    }

    private static AwsChunked chunked(String body) {
        return AwsChunked.decode(body.getBytes(US_ASCII));
    }

    private static String hex(ChecksumKind kind) {
        return HexFormat.of().formatHex(kind.raw(CHECK));
    }
}
