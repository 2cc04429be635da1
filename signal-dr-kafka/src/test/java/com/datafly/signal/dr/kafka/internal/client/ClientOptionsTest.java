package com.datafly.signal.dr.kafka.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.kafka.KafkaProvider;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.tck.DriverOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientOptionsTest {

    private static final Secret PASSWORD = Secret.of("a password");

    @Test
    void withoutOptionsThereIsNeitherTlsNorALogin() {
        ClientOptions options = read(DriverOptions.none());

        assertThat(options.security()).containsOnly(Map.entry("security.protocol", "PLAINTEXT"));
        assertThat(options.clientId()).isEqualTo("signal-dr");
        assertThat(options.requestTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.compression()).isEqualTo("lz4");
    }

    @Test
    void whoeverLogsInDoesSoOverTlsUnlessTold() {
        DriverOptions context = DriverOptions.of(
                Map.of("sasl.mechanism", "scram-sha-256", "user", "recovery"), Map.of("password", PASSWORD));

        assertThat(read(context).security())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-256");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "with \"quotes\"",
                "back\\slash\\",
                "two\nlines\r\n",
                "; evil=\"x\"; required",
                "Zürich €",
                "\\\"",
                "'"
            })
    void aPasswordIsReadByKafkaAsItWasGiven(String password) {
        DriverOptions context = DriverOptions.of(
                Map.of("sasl.mechanism", "PLAIN", "user", "$ConnectionString"),
                Map.of("password", Secret.of(password)));

        AppConfigurationEntry login = JaasContext.loadClientContext(
                        Map.of("sasl.jaas.config", read(context).security().get("sasl.jaas.config")))
                .configurationEntries()
                .get(0);

        assertThat(login.getOptions().get("password")).isEqualTo(password);
        assertThat(login.getOptions().get("username")).isEqualTo("$ConnectionString");
        assertThat(login.getOptions()).hasSize(2);
    }

    @Test
    void passwordsArePrintedNowhere() {
        ClientOptions options = read(DriverOptions.none()
                .with("security.protocol", "SASL_PLAINTEXT")
                .with("sasl.mechanism", "SCRAM-SHA-512")
                .with("user", "recovery")
                .with("password", PASSWORD)
                .with("ssl.key.password", PASSWORD));

        assertThat(options.toString() + options.security()).doesNotContain("a password");
        assertThat(options.security().get("ssl.key.password")).isEqualTo(new Password("a password"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "ssl.keystore.password",
                "ssl.truststore.password",
                "ssl.key.password",
                "ssl.keystore.key",
                "replication.connect-password"
            })
    void aPasswordInPlainTextIsRefusedAndNotRepeated(String name) {
        DrException refusal = refusal(DriverOptions.none().with(name, "in the open"));

        assertThat(refusal).hasMessageContaining(name).hasMessageContaining("Secret");
        assertThat(refusal.toString()).doesNotContain("in the open");
    }

    @Test
    void clientsOfEventHubsDropIdleConnectionsBeforeItDoesAndAreNotIdempotentUnlessItIsSaid() {
        KafkaAddress hubs = KafkaAddress.parse(ResourceAddress.parse("kafka:signal.servicebus.windows.net:9093"));
        DriverOptions said = DriverOptions.none().with("enable.idempotence", "true");

        KafkaClients clients = new KafkaClients(hubs, ClientOptions.read(DriverOptions.none(), Set.of()));

        assertThat(clients.common())
                .containsEntry("connections.max.idle.ms", 180_000L)
                .containsEntry("metadata.max.age.ms", 180_000L);
        assertThat(clients.idempotent()).isFalse();
        assertThat(new KafkaClients(hubs, ClientOptions.read(said, Set.of())).idempotent())
                .isTrue();
    }

    @Test
    void anOptionThatNobodyReadsIsRefusedWithThoseThatAreRead() {
        assertThat(refusal(DriverOptions.none().with("sasl.jaas.config", "x"))
                        .hint()
                        .orElseThrow())
                .contains("client.id, compression.type, enable.idempotence, more, request.timeout.ms, sasl.mechanism");
    }

    @ParameterizedTest
    @CsvSource({
        "security.protocol, TLS, SASL_SSL",
        "security.protocol, SASL_SSL, without sasl.mechanism",
        "client.id, a b, letters",
        "request.timeout.ms, 10s, milliseconds",
        "request.timeout.ms, 100, 500",
        "request.timeout.ms, 999999999, 300000",
        "compression.type, zip, gzip",
        "user, recovery, sasl.mechanism",
        "ssl.truststore.location, /no/such/file, readable"
    })
    void anOptionOfAnotherFormIsRefused(String name, String value, String told) {
        assertThat(refusal(DriverOptions.none().with(name, value)).toString())
                .contains(name)
                .containsIgnoringCase(told);
    }

    @Test
    void aLoginThatLacksAPartIsRefused() {
        DriverOptions mechanism = DriverOptions.none().with("sasl.mechanism", "PLAIN");

        assertThat(refusal(mechanism)).hasMessageContaining("without user");
        assertThat(refusal(mechanism.with("user", "recovery"))).hasMessageContaining("secret password");
        assertThat(refusal(mechanism.with("security.protocol", "SSL"))).hasMessageContaining("neither");
        assertThat(refusal(DriverOptions.none().with("sasl.mechanism", "GSSAPI")))
                .hasMessageContaining("SCRAM-SHA-512");
        assertThat(refusal(DriverOptions.none().with("sasl.mechanism", "AWS_MSK_IAM")))
                .hasMessageContaining("software.amazon.msk:aws-msk-iam-auth");
    }

    @Test
    void certificatesAreGivenAsTextToo() {
        DriverOptions context = DriverOptions.none()
                .with("security.protocol", "SSL")
                .with("ssl.truststore.certificates", "-----BEGIN CERTIFICATE-----");

        assertThat(read(context).security())
                .containsEntry("ssl.truststore.type", "PEM")
                .containsEntry("ssl.truststore.certificates", new Password("-----BEGIN CERTIFICATE-----"));
    }

    @Test
    void certificatesThatCannotBeUsedAreABadOptionAtTheFirstCall() {
        DriverOptions context = DriverOptions.none()
                .with("security.protocol", "SSL")
                .with("ssl.truststore.certificates", "no certificate");

        try (EventStreamDriver driver = open("127.0.0.1:9092", context)) {
            assertThat(catchThrowableOfType(DrException.class, driver::clusterId))
                    .returns(ErrorCode.INVALID_ARGUMENT, DrException::code)
                    .satisfies(e -> assertThat(e.hint().orElseThrow()).contains("ssl."));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka:9092", "b-1.example.com:9092,b-2.example.com:9092", "[::1]:9092", "10.0.0.1:1"})
    void anAddressNamesBrokers(String location) {
        assertThat(KafkaAddress.parse(new ResourceAddress("kafka", location))).hasToString(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kafka", "kafka:0", "kafka:65536", "kafka:9092,", "kafka:http", "//kafka:9092", "user@kafka:9092"
            })
    void anAddressOfAnotherFormIsRefused(String location) {
        DrException refusal = catchThrowableOfType(
                DrException.class,
                () -> new KafkaProvider().open(new ResourceAddress("kafka", location), DriverOptions.none()));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(refusal.hint().orElseThrow()).contains("kafka:HOST:PORT");
    }

    @ParameterizedTest
    @CsvSource({
        "boot-abc.c1.kafka-serverless.eu-west-1.amazonaws.com:9098, MSK_SERVERLESS",
        "signal.servicebus.windows.net:9093, EVENT_HUBS",
        "b-1.signal.abc.c2.kafka.eu-west-1.amazonaws.com:9094, ''",
        "kafka:9092, ''"
    })
    void aServiceIsKnownByItsBrokersNames(String location, String service) {
        KafkaAddress address = KafkaAddress.parse(new ResourceAddress("kafka", location));

        for (Service candidate : Service.values()) {
            assertThat(address.isAt(candidate)).isEqualTo(candidate.name().equals(service));
        }
    }

    @Test
    void openingAsksNobody() {
        try (EventStreamDriver driver = open("no-such-host.invalid:9092", DriverOptions.none())) {
            assertThat(driver).hasToString("kafka:no-such-host.invalid:9092");
        }
    }

    private static EventStreamDriver open(String brokers, DriverOptions options) {
        return new KafkaProvider().open(new ResourceAddress("kafka", brokers), options);
    }

    private static ClientOptions read(DriverOptions context) {
        return ClientOptions.read(context, Set.of("more"));
    }

    private static DrException refusal(DriverOptions context) {
        DrException refusal = catchThrowableOfType(DrException.class, () -> read(context));
        assertThat(refusal).isNotNull().returns(ErrorCode.INVALID_ARGUMENT, DrException::code);
        return refusal;
    }
}
