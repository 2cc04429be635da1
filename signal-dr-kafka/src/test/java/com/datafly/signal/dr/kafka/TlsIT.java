package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.kafka.testing.TlsAuthority;
import com.datafly.signal.dr.kafka.testing.TlsIdentity;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.WriterSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that speak TLS: one that wants certificates of its clients, one that wants their passwords. */
class TlsIT {

    private static final String HOST = "ip:127.0.0.1";
    private static final String STORE_PASSWORD = "of-all-the-stores";
    private static final String USER_PASSWORD = "of-the-user";

    /** A call's time is over after two seconds; the rest is for a busy machine. */
    private static final Duration AT_ONCE = Duration.ofSeconds(15);

    private static final Duration A_MOMENT = Duration.ofMillis(200);

    @TempDir
    private static Path directory;

    private static TlsAuthority authority;
    private static TlsAuthority stranger;
    private static TlsIdentity broker;
    private static TlsIdentity client;
    private static TlsIdentity strangersClient;
    private static KafkaCluster mutual;
    private static KafkaCluster named;

    @BeforeAll
    static void start() {
        authority = TlsAuthority.create(directory.resolve("authority"), STORE_PASSWORD);
        stranger = TlsAuthority.create(directory.resolve("stranger"), STORE_PASSWORD);
        broker = authority.issue("broker", HOST);
        client = authority.issue("client", HOST);
        strangersClient = stranger.issue("client", HOST);
        mutual = KafkaCluster.start(c -> c.directory(directory).mutualTls(broker, authority));
        named = KafkaCluster.start(c -> c.directory(directory).tls(broker).superUser("recovery", USER_PASSWORD));
    }

    @AfterAll
    static void stop() {
        mutual.close();
        named.close();
    }

    @Test
    void storesAndTheirPasswordsLetTheDriverIn() {
        try (EventStreamDriver driver = withStores(trusting("SSL"), client).open(mutual.bootstrap())) {
            assertThat(roundTrip(driver, "through-stores")).isEqualTo("through-stores");
        }
    }

    @Test
    void certificatesAsTextLetTheDriverIn() {
        TestContext context = TestContext.empty()
                .with("security.protocol", "SSL")
                .with("ssl.truststore.certificates", authority.pem())
                .with("ssl.keystore.certificate.chain", client.certificates())
                .with("ssl.keystore.key", Secret.of(client.key()));
        try (EventStreamDriver driver = context.open(mutual.bootstrap())) {
            assertThat(roundTrip(driver, "through-text")).isEqualTo("through-text");
        }
    }

    @Test
    void aPasswordIsSentThroughTls() {
        try (EventStreamDriver driver = user(USER_PASSWORD).open(named.bootstrap())) {
            assertThat(roundTrip(driver, "by-name")).isEqualTo("by-name");
        }
    }

    @Test
    void aWrongPasswordThroughTlsIsSaid() {
        DrException failure = refused(user("another"), named.bootstrap(), EventStreamDriver::topics);

        assertThat(failure).returns(ErrorCode.UNAUTHENTICATED, DrException::code);
        assertThat(failure.hint()).get().asString().contains("password");
    }

    @Test
    void brokersOfAnotherAuthorityAreNotTrusted() {
        TestContext context = withStores(trusting("SSL", stranger), client);

        DrException failure = refused(context, mutual.bootstrap(), EventStreamDriver::topics);

        assertThat(failure)
                .returns(ErrorCode.UNAUTHENTICATED, DrException::code)
                .hasMessageContaining("no authority that is trusted signed the brokers' certificate");
        assertThat(failure.hint()).get().asString().contains("ssl.truststore.location", "ssl.truststore.certificates");
    }

    @Test
    void withoutATruststoreTheJdksOwnIsNamed() {
        TestContext context = TestContext.empty().with("security.protocol", "SSL");

        DrException failure = refused(context, mutual.bootstrap(), EventStreamDriver::topics);

        assertThat(failure).returns(ErrorCode.UNAUTHENTICATED, DrException::code);
        assertThat(failure.hint()).get().asString().contains("ssl.truststore.location");
    }

    @Test
    void readersAndWritersSayItToo() {
        TestContext context = withStores(trusting("SSL", stranger), client);
        DrException reading = refused(context, mutual.bootstrap(), driver -> {
            try (EventReader reader = driver.reader(ReaderSettings.committed())) {
                reader.seek(Map.of(new PartitionId("events.raw", 0), 0L));
                reader.poll(AT_ONCE);
            }
        });
        DrException writing = refused(context, mutual.bootstrap(), driver -> {
            try (EventWriter writer = driver.writer(WriterSettings.transactional("tls"))) {
                writer.begin();
            }
        });

        assertThat(List.of(reading, writing)).allSatisfy(failure -> {
            assertThat(failure).returns(ErrorCode.UNAUTHENTICATED, DrException::code);
            assertThat(failure.hint()).get().asString().contains("ssl.truststore.location");
        });
    }

    @Test
    void anExpiredCertificateIsSaidWithItsDate() {
        TlsIdentity expired = authority.issueExpired("broker-of-last-month", HOST);
        try (KafkaCluster cluster =
                KafkaCluster.start(c -> c.directory(directory).tls(expired))) {
            DrException failure = refused(trusting("SSL"), cluster.bootstrap(), EventStreamDriver::topics);

            assertThat(failure)
                    .returns(ErrorCode.UNAUTHENTICATED, DrException::code)
                    .hasMessageContaining("certificate has expired")
                    .hasMessageContaining("NotAfter");
            assertThat(failure.hint()).get().asString().contains("Renew", "brokers", "ssl.keystore.location");
        }
    }

    @Test
    void aCertificateForAnotherHostIsSaidWithWhatItIsFor() {
        String byName = mutual.bootstrap().replace("127.0.0.1", "localhost");
        TestContext context = withStores(trusting("SSL"), client);

        DrException failure = refused(context, byName, EventStreamDriver::topics);

        assertThat(failure)
                .returns(ErrorCode.UNAUTHENTICATED, DrException::code)
                .hasMessageContaining("localhost");
        assertThat(failure.hint()).get().asString().contains("ssl.endpoint.identification.algorithm");
    }

    @Test
    void aMissingClientCertificateIsAskedFor() {
        DrException failure = refused(trusting("SSL"), mutual.bootstrap(), EventStreamDriver::topics);

        assertThat(failure)
                .returns(ErrorCode.UNAUTHENTICATED, DrException::code)
                .hasMessageContaining("the brokers want a certificate of the client");
        assertThat(failure.hint())
                .get()
                .asString()
                .contains("ssl.keystore.location", "ssl.keystore.certificate.chain", "ssl.keystore.key");
    }

    @Test
    void aClientCertificateOfAnotherAuthorityIsRefused() {
        DrException failure =
                refused(withStores(trusting("SSL"), strangersClient), mutual.bootstrap(), EventStreamDriver::topics);

        assertThat(failure).returns(ErrorCode.UNAUTHENTICATED, DrException::code);
        assertThat(failure.hint()).get().asString().contains("ssl.keystore.location");
    }

    @Test
    void aWrongPasswordOfAStoreNamesItsSecret() {
        TestContext context =
                withStores(trusting("SSL"), client).with("ssl.keystore.password", Secret.of("not-that-one"));

        DrException failure = refused(context, mutual.bootstrap(), EventStreamDriver::topics);

        assertThat(failure).returns(ErrorCode.INVALID_ARGUMENT, DrException::code);
        assertThat(failure.getMessage() + failure.hint()).contains("ssl.keystore.password");
    }

    @Test
    void plainTextToAPortThatSpeaksTlsIsHintedAt() {
        DrException failure = refused(TestContext.empty(), mutual.bootstrap(), EventStreamDriver::topics);

        assertThat(failure).returns(ErrorCode.UNAVAILABLE, DrException::code);
        assertThat(failure.hint()).get().asString().contains("security.protocol");
    }

    @Test
    void tlsToAPortThatSpeaksPlainTextIsHintedAt() {
        DrException failure = refused(trusting("SSL"), mutual.insideBootstrap(), EventStreamDriver::topics);

        assertThat(failure).returns(ErrorCode.UNAVAILABLE, DrException::code);
        assertThat(failure.hint()).get().asString().contains("security.protocol");
    }

    private static TestContext trusting(String protocol) {
        return trusting(protocol, authority);
    }

    private static TestContext trusting(String protocol, TlsAuthority trusted) {
        return TestContext.empty()
                .with("security.protocol", protocol)
                .with("ssl.truststore.location", trusted.trustStore().toString())
                .with("ssl.truststore.type", "PKCS12")
                .with("ssl.truststore.password", Secret.of(STORE_PASSWORD));
    }

    private static TestContext withStores(TestContext trusting, TlsIdentity own) {
        return trusting.with("ssl.keystore.location", own.keyStore().toString())
                .with("ssl.keystore.type", "PKCS12")
                .with("ssl.keystore.password", Secret.of(STORE_PASSWORD))
                .with("ssl.key.password", Secret.of(STORE_PASSWORD));
    }

    private static TestContext user(String password) {
        return trusting("SASL_SSL")
                .with("sasl.mechanism", "SCRAM-SHA-512")
                .with("user", "recovery")
                .with("password", Secret.of(password));
    }

    private static String roundTrip(EventStreamDriver driver, String topic) {
        assertThat(driver.createTopics(List.of(TopicSpec.of(topic, 1, Map.of()))))
                .isEmpty();
        try (EventWriter writer = driver.writer(WriterSettings.transactional(topic));
                EventReader reader = driver.reader(ReaderSettings.committed())) {
            writer.begin();
            writer.append(NewEvent.of(topic, null, topic.getBytes(UTF_8)));
            writer.commit();
            reader.seek(Map.of(new PartitionId(topic, 0), 0L));
            List<EventRecord> events = new ArrayList<>();
            // A commit returns before readers see it.
            await(() -> events.addAll(reader.poll(A_MOMENT)));
            return new String(events.get(0).value(), UTF_8);
        }
    }

    /** Returns what is said of a failure that changed nothing, came soon, and tells no secret. */
    private static DrException refused(TestContext context, String bootstrap, Consumer<EventStreamDriver> call) {
        long begin = System.nanoTime();
        DrException failure = catchThrowableOfType(DrException.class, () -> {
            try (EventStreamDriver driver =
                    context.with("request.timeout.ms", "1000").open(bootstrap)) {
                call.accept(driver);
            }
        });
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AT_ONCE);
        assertThat(failure).isNotNull().returns(Effect.NONE, DrException::effect);
        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all));
        assertThat(all + failure.hint().orElse("") + failure.details())
                .doesNotContain(STORE_PASSWORD, USER_PASSWORD, "not-that-one", "PRIVATE KEY");
        return failure;
    }
}
