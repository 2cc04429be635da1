package com.datafly.signal.dr.aws.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.datafly.signal.dr.aws.internal.AwsOptions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;

/** A server that reads a request, counts it, and hangs up. */
class SentOnceTest {

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private ServerSocket server;
    private Thread hangingUp;
    private AwsSession session;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        hangingUp = new Thread(this::hangUp, "hanging-up");
        hangingUp.start();
        String endpoint = "http://127.0.0.1:" + server.getLocalPort();
        session = AwsSession.open("eu-west-1", AwsOptions.at(endpoint), Set.of());
    }

    @AfterEach
    void close() throws Exception {
        session.close();
        server.close();
        hangingUp.join();
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change(
                        "restore",
                        session -> session.rds()
                                .restoreDBInstanceFromDBSnapshot(call ->
                                        call.dbInstanceIdentifier("copy").dbSnapshotIdentifier("kept"))),
                change(
                        "reboot",
                        session -> session.rds()
                                .rebootDBInstance(call ->
                                        call.dbInstanceIdentifier("orders").forceFailover(true))),
                change(
                        "put",
                        session -> session.s3()
                                .putObject(
                                        call -> call.bucket("bucket").key("key").ifNoneMatch("*"),
                                        RequestBody.fromString("x"))),
                change(
                        "put nothing",
                        session -> session.s3()
                                .putObject(
                                        call -> call.bucket("bucket").key("key").ifNoneMatch("*"),
                                        RequestBody.empty())),
                change(
                        "begin parts",
                        session -> session.s3()
                                .createMultipartUpload(
                                        call -> call.bucket("bucket").key("key"))),
                change(
                        "delete",
                        session -> session.s3()
                                .deleteObject(
                                        call -> call.bucket("bucket").key("key").ifMatch("\"e\""))),
                change(
                        "drop parts",
                        session -> session.s3()
                                .abortMultipartUpload(
                                        call -> call.bucket("bucket").key("key").uploadId("u"))));
    }

    private static Arguments change(String name, Consumer<AwsSession> call) {
        return arguments(name, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aChangeWhoseAnswerIsLostIsNotSentAgain(String name, Consumer<AwsSession> change) {
        assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> change.accept(session));

        assertThat(requests).as(name).hasSize(1);
    }

    private void hangUp() {
        while (!server.isClosed()) {
            try (Socket connection = server.accept()) {
                requests.add(request(new BufferedInputStream(connection.getInputStream())));
            } catch (IOException e) {
                // The test is over, or a client hung up first: the next turn tells.
            }
        }
    }

    private static String request(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("no request");
            }
            head.append((char) octet);
        }
        int length = head.toString()
                .toLowerCase(Locale.ROOT)
                .lines()
                .filter(line -> line.startsWith("content-length:"))
                .map(line ->
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
