package com.datafly.signal.dr.aws.internal.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.aws.internal.AwsErrors;
import com.datafly.signal.dr.aws.internal.AwsOptions;
import com.datafly.signal.dr.tck.DriverOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.core.exception.SdkException;

/** A service whose clock is ahead, which the testing server cannot be: its HTTP server dates answers by real time. */
class ClockSkewTest {

    private static final Duration AHEAD = Duration.ofHours(3);
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ServerSocket service = listen();

    /** What the SDK learned of the time holds for the whole process. */
    @AfterEach
    void close() throws IOException {
        SdkGlobalTime.setGlobalTimeOffset(0);
        service.close();
    }

    @Test
    void whatIsRepeatedAfterTheRefusalIsSignedByTheClockOfAws() throws Exception {
        DriverOptions context = AwsOptions.at("http://127.0.0.1:" + service.getLocalPort());
        try (AwsSession session = AwsSession.open("eu-west-1", context, Set.of())) {
            Instant first = signedAt(session);
            Instant second = signedAt(session);

            assertThat(first).isBefore(Instant.now().plus(Duration.ofMinutes(1)));
            assertThat(second).isAfter(Instant.now().plus(AHEAD).minus(Duration.ofMinutes(1)));
        }
    }

    /** Makes a call that is refused, and returns the time by which it was signed. */
    private Instant signedAt(AwsSession session) throws ExecutionException, InterruptedException, TimeoutException {
        CompletableFuture<Instant> heard = CompletableFuture.supplyAsync(this::refuse);
        assertThatExceptionOfType(SdkException.class)
                .isThrownBy(() -> session.rds().describeDBInstances())
                .satisfies(e -> assertThat(AwsErrors.onRead("list instances", e))
                        .returns(RetryAdvice.SAFE, DrException::retry)
                        .satisfies(skew -> assertThat(skew).hasMessageContaining("the clocks differ")));
        return heard.get(60, TimeUnit.SECONDS);
    }

    private Instant refuse() {
        try (Socket client = service.accept();
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))) {
            String signedAt = "";
            int length = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                String header = line.toLowerCase(Locale.ROOT);
                signedAt = header.startsWith("x-amz-date:") ? line.substring(11).trim() : signedAt;
                length = header.startsWith("content-length:")
                        ? Integer.parseInt(line.substring(15).trim())
                        : length;
            }
            for (int i = 0; i < length; i++) {
                assertThat(in.read()).isNotNegative();
            }
            client.getOutputStream().write(refusal(signedAt).getBytes(UTF_8));
            return Instant.from(BASIC.parse(signedAt));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String refusal(String signedAt) {
        Instant now = Instant.now().plus(AHEAD);
        String body = "<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>Signature"
                + " expired: " + signedAt + " is now earlier than " + BASIC.format(now.minus(Duration.ofMinutes(15)))
                + " (" + BASIC.format(now) + " - 15 min.)</Message></Error><RequestId>1</RequestId></ErrorResponse>";
        return "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Type: text/xml\r\nContent-Length: "
                + body.length() + "\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)) + "\r\n\r\n" + body;
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
