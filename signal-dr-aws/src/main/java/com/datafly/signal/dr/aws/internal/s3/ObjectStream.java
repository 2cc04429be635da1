package com.datafly.signal.dr.aws.internal.s3;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The bytes of an object as they arrive.
 *
 * <p>An answer that ends early is an {@link IOException}, for Java's HTTP client takes a closed connection for the end.
 * The checksum, which S3 has of a whole object, is compared at the end; other bytes than S3 has a checksum of are a
 * {@link DrException} with {@code INTEGRITY_FAILED}.
 */
final class ObjectStream extends InputStream {

    private final String operation;
    private final ResponseInputStream<GetObjectResponse> answer;
    private final long length;
    private long arrived;

    ObjectStream(String operation, ResponseInputStream<GetObjectResponse> answer) {
        this.operation = operation;
        this.answer = answer;
        this.length = answer.response().contentLength();
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        if (count == 0) {
            return 0;
        }
        int read = next(bytes, offset, count);
        if (read < 0 && arrived < length) {
            throw new IOException("S3 broke off after " + arrived + " of " + length + " bytes");
        }
        arrived += Math.max(read, 0);
        return read;
    }

    private int next(byte[] bytes, int offset, int count) throws IOException {
        try {
            return answer.read(bytes, offset, count);
        } catch (SdkException e) {
            if (e.getCause() instanceof IOException broken) {
                throw new IOException("S3 broke off after " + arrived + " of " + length + " bytes", broken);
            }
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    operation,
                    "the bytes do not have the checksum that S3 keeps of them",
                    failure -> failure.retry(RetryAdvice.SAFE)
                            .hint(
                                    "Read it again: if it fails again, the object is damaged; take an older version of it.")
                            .cause(e));
        }
    }

    @Override
    public int available() throws IOException {
        return answer.available();
    }

    /** Drops the connection if bytes are left, rather than fetch them for nobody. */
    @Override
    public void close() throws IOException {
        if (arrived < length) {
            answer.abort();
        } else {
            answer.close();
        }
    }
}
