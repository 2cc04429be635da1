package com.datafly.signal.dr.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaErrorsTest {

    private static final String CREATING = "create topic events.raw";

    /** What only brokers, share groups and Kafka Streams meet: it means what its superclass does, if it ever comes. */
    private static final Set<String> OF_OTHERS = Set.of(
            "InvalidRecordStateException",
            "InvalidShareSessionEpochException",
            "ShareFetchException",
            "ShareInFlightBatchException",
            "ShareSessionLimitReachedException",
            "ShareSessionNotFoundException",
            "StreamsInvalidTopologyEpochException",
            "StreamsInvalidTopologyException",
            "StreamsTopologyFencedException",
            "UnknownSubscriptionIdException");

    /** All failures that the clients on the class path have a class for. */
    static Stream<Class<?>> classes() throws IOException, URISyntaxException {
        Path jar = Path.of(KafkaException.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (JarFile file = new JarFile(jar.toFile())) {
            Set<String> names = file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.matches("org/apache/kafka/.*(Exception|/errors/[A-Za-z]+)\\.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
            return names.stream().map(KafkaErrorsTest::load).filter(KafkaErrorsTest::isFailure);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, KafkaException.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isFailure(Class<?> type) {
        return KafkaException.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers());
    }

    @ParameterizedTest
    @MethodSource("classes")
    void everyFailureOfTheClientsHasAMeaning(Class<?> type) {
        if (OF_OTHERS.contains(type.getSimpleName())) {
            assertThat(KafkaErrorTable.exactly(type)).isEmpty();
        } else {
            assertThat(KafkaErrorTable.exactly(type)).as(type.getName()).isPresent();
        }
    }

    @Test
    void thereAreAsManyFailuresAsThisTestThinks() throws IOException, URISyntaxException {
        assertThat(classes()).hasSizeGreaterThan(150);
    }

    @ParameterizedTest
    @CsvSource({
        "UnknownTopicOrPartition, NOT_FOUND, NONE, NEVER",
        "TopicExists, ALREADY_EXISTS, NONE, NEVER",
        "InvalidConfiguration, INVALID_ARGUMENT, NONE, NEVER",
        "PolicyViolation, FAILED_PRECONDITION, NONE, NEVER",
        "UnknownMemberId, FAILED_PRECONDITION, NONE, NEVER",
        "SecurityDisabled, UNSUPPORTED, NONE, NEVER",
        "SslAuthentication, UNAUTHENTICATED, NONE, NEVER",
        "NotEnoughReplicas, UNAVAILABLE, NONE, SAFE",
        "CoordinatorNotAvailable, UNAVAILABLE, NONE, SAFE",
        "NotLeaderOrFollower, UNAVAILABLE, NONE, SAFE",
        "TransactionAbortable, UNAVAILABLE, NONE, SAFE",
        "InvalidProducerEpoch, FENCED, NONE, NEVER",
        "InvalidPidMapping, FENCED, NONE, NEVER",
        "NotEnoughReplicasAfterAppend, UNAVAILABLE, UNKNOWN, RECONCILE_FIRST",
        "Network, UNAVAILABLE, UNKNOWN, RECONCILE_FIRST",
        "KafkaStorage, UNAVAILABLE, UNKNOWN, RECONCILE_FIRST",
        "UnknownServer, UNKNOWN, UNKNOWN, RECONCILE_FIRST"
    })
    void aFailureSaysWhetherTheChangeHappened(String name, ErrorCode code, Effect effect, RetryAdvice retry)
            throws ReflectiveOperationException {
        Throwable thrown = Class.forName("org.apache.kafka.common.errors." + name + "Exception")
                .asSubclass(Throwable.class)
                .getConstructor(String.class)
                .newInstance("The reason.");

        assertThat(KafkaErrors.onChange(
                        Attempt.of(KafkaRequest.CREATE_TOPICS, CREATING), new ExecutionException(thrown)))
                .returns(code, DrException::code)
                .returns(effect, DrException::effect)
                .returns(retry, DrException::retry)
                .returns("the reason (" + name + "Exception)", DrException::problem)
                .satisfies(e -> assertThat(e.details())
                        .containsEntry("kafkaError", name + "Exception")
                        .containsEntry("request", "CreateTopics"));
    }

    @Test
    void aReadWithoutAnAnswerMayBeRepeated() {
        assertThat(KafkaErrors.onRead(Attempt.of(KafkaRequest.METADATA, "list topics"), new DisconnectException()))
                .returns(ErrorCode.UNAVAILABLE, DrException::code)
                .returns(Effect.NONE, DrException::effect)
                .returns(RetryAdvice.SAFE, DrException::retry);
    }

    @Test
    void aChangeThatFoundNoBrokerDidNotHappen() {
        TimeoutException never = new TimeoutException(
                "Call(callName=createTopics) timed out at 1 after 1 attempt(s)",
                new TimeoutException("Timed out waiting for a node assignment. Call: createTopics"));

        assertThat(KafkaErrors.onChange(Attempt.of(KafkaRequest.CREATE_TOPICS, CREATING), never))
                .returns(ErrorCode.UNAVAILABLE, DrException::code)
                .returns(Effect.NONE, DrException::effect)
                .returns(RetryAdvice.SAFE, DrException::retry)
                .satisfies(e -> assertThat(e.hint().orElseThrow()).contains("advertised.listeners"));
    }

    @Test
    void aChangeThatWasSentBeforeTheBrokersWereGoneMayHaveHappened() {
        TimeoutException second = new TimeoutException(
                "Call(callName=createTopics) timed out at 1 after 2 attempt(s)",
                new TimeoutException("Timed out waiting for a node assignment. Call: createTopics"));

        assertThat(KafkaErrors.onChange(Attempt.of(KafkaRequest.CREATE_TOPICS, CREATING), second))
                .returns(Effect.UNKNOWN, DrException::effect)
                .returns(RetryAdvice.RECONCILE_FIRST, DrException::retry);
    }

    @Test
    void whatAClientNamesAsTheLastCauseWhenItsTimeIsOverIsWhatItMeans() {
        TimeoutException topic = new TimeoutException("late", new UnknownTopicOrPartitionException("No such topic."));
        TimeoutException login = new TimeoutException("late", new SaslAuthenticationException("Bad credentials."));

        assertThat(KafkaErrors.onRead(Attempt.of(KafkaRequest.METADATA, "look"), topic)
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(KafkaErrors.onRead(Attempt.of(KafkaRequest.METADATA, "look"), login)
                        .code())
                .isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void aMissingAccessRuleSaysWhichOperationOnWhichTopic() {
        DrException failure = KafkaErrors.onChange(
                Attempt.of(KafkaRequest.ALTER_CONFIGS, "change settings of topic events.raw"),
                new TopicAuthorizationException(Set.of("events.raw")));

        assertThat(failure)
                .returns(ErrorCode.PERMISSION_DENIED, DrException::code)
                .returns(Effect.NONE, DrException::effect);
        assertThat(failure.problem())
                .isEqualTo("no access rule allows these credentials AlterConfigs on TOPIC events.raw");
        assertThat(failure.hint().orElseThrow()).contains("--operation AlterConfigs --topic events.raw");
        assertThat(failure.details())
                .containsEntry("aclOperation", "AlterConfigs")
                .containsEntry("aclResource", "TOPIC events.raw");
    }

    @Test
    void aMissingAccessRuleSaysWhichGroupAndWhichIdentityToo() {
        assertThat(KafkaErrors.onRead(
                                Attempt.of(KafkaRequest.FETCH_OFFSETS, "read offsets"),
                                GroupAuthorizationException.forGroupId("delivery"))
                        .problem())
                .endsWith("Describe on GROUP delivery");
        assertThat(KafkaErrors.onRead(
                                Attempt.of(KafkaRequest.INIT_PRODUCER, "open writer"),
                                new TransactionalIdAuthorizationException("No."))
                        .problem())
                .endsWith("Write on TRANSACTIONAL_ID");
    }

    @Test
    void aRefusalIsNamedByTheResourceThatWasRefusedNotByTheRequest() {
        assertThat(KafkaErrors.onChange(
                                Attempt.of(KafkaRequest.CREATE_TOPICS, CREATING),
                                new ClusterAuthorizationException("No."))
                        .problem())
                .endsWith("Create on CLUSTER");
        assertThat(KafkaErrors.onChange(
                                Attempt.of(KafkaRequest.COMMIT_OFFSETS, "move group delivery"),
                                new TopicAuthorizationException(Set.of("events.raw")))
                        .problem())
                .endsWith("Read on TOPIC events.raw");
    }

    @Test
    void whatTheClusterDoesNotNameIsNamedByTheAttempt() {
        Attempt attempt =
                Attempt.of(KafkaRequest.DESCRIBE_CONFIGS, "read settings").on("events.raw");

        assertThat(KafkaErrors.onRead(attempt, new TopicAuthorizationException("No."))
                        .problem())
                .endsWith("DescribeConfigs on TOPIC events.raw");
        assertThat(KafkaErrors.onRead(attempt, new ClusterAuthorizationException("No."))
                        .problem())
                .endsWith("DescribeConfigs on CLUSTER");
    }

    @Test
    void aBrokerThatIsTooOldIsToldWhichRequestNeedsWhichVersion() {
        assertThat(KafkaErrors.onChange(
                        Attempt.of(KafkaRequest.ALTER_CONFIGS, "change settings"),
                        new UnsupportedVersionException("The node does not support INCREMENTAL_ALTER_CONFIGS")))
                .returns(ErrorCode.UNSUPPORTED, DrException::code)
                .returns(Effect.NONE, DrException::effect)
                .satisfies(e -> assertThat(e.problem()).contains("IncrementalAlterConfigs"))
                .satisfies(e -> assertThat(e.hint().orElseThrow()).contains("2.3"));
    }

    @Test
    void throttlingSaysHowLongToWait() {
        assertThat(KafkaErrors.onChange(
                        Attempt.of(KafkaRequest.CREATE_TOPICS, CREATING),
                        new ThrottlingQuotaExceededException(1500, "Slow.")))
                .returns(ErrorCode.THROTTLED, DrException::code)
                .returns(RetryAdvice.AFTER, DrException::retry)
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofMillis(1500)));
    }

    @Test
    void anInterruptionStaysWithTheThread() {
        DrException failure =
                KafkaErrors.onRead(Attempt.of(KafkaRequest.METADATA, "list topics"), new InterruptException("now"));

        assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatIsWrappedIsFound() {
        Throwable wrapped = new CompletionException(
                new KafkaException("in an error state", new ProducerFencedException("There is a newer producer.")));

        assertThat(KafkaErrors.onRead(Attempt.of(KafkaRequest.PRODUCE, "write"), wrapped)
                        .code())
                .isEqualTo(ErrorCode.FENCED);
    }

    @Test
    void whatWasTranslatedBeforeStaysAsItIs() {
        DrException known = DrException.of(ErrorCode.CONFLICT, "do it", "somebody else did");

        assertThat(KafkaErrors.onChange(Attempt.of(KafkaRequest.PRODUCE, "write"), known))
                .isSameAs(known);
    }

    @Test
    void aFailureWithoutAMessageIsNamedByItsClass() {
        assertThat(KafkaErrors.onRead(
                                Attempt.of(KafkaRequest.PRODUCE, "write"), new NotEnoughReplicasException(null, null))
                        .problem())
                .isEqualTo("the cluster answered NotEnoughReplicasException");
    }

    @Test
    void aClientThatCannotBeMadeIsABadOptionUnlessANameIsUnknown() {
        assertThat(KafkaErrors.onOpening("open", new KafkaException("no", new ConfigException("bad keystore"))))
                .returns(ErrorCode.INVALID_ARGUMENT, DrException::code);
        assertThat(KafkaErrors.onOpening(
                        "open", new KafkaException("no", new ConfigException("No resolvable bootstrap urls given"))))
                .returns(ErrorCode.UNAVAILABLE, DrException::code)
                .returns(RetryAdvice.SAFE, DrException::retry);
    }

    @Test
    void everyRequestIsNamedWithItsVersion() {
        assertThat(Arrays.asList(KafkaRequest.values())).allSatisfy(request -> {
            assertThat(request.api()).isNotBlank();
            assertThat(request.since()).matches("\\d\\.\\d");
        });
    }
}
