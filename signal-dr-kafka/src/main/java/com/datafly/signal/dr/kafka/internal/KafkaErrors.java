package com.datafly.signal.dr.kafka.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.kafka.internal.KafkaErrorTable.Meaning;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/**
 * The only place that knows the native errors of Kafka.
 *
 * <p>What the cluster refused changed nothing. A change without an answer has an unknown effect, unless no broker was
 * there to send it to. Every failure carries the details {@code kafkaError} and {@code request}; a refusal for want of
 * an access rule says in {@code aclOperation} and {@code aclResource} which.
 */
public final class KafkaErrors {

    private static final String NEVER_SENT = "Timed out waiting for a node assignment";
    private static final String ONE_ATTEMPT = "after 1 attempt(s)";
    private static final String UNREADABLE_STORE = "Failed to load SSL keystore";
    private static final String NO_ADDRESS = "No resolvable bootstrap urls";

    /** What a client goes on trying in spite of, and names as the cause when its time is over. */
    private static final List<Class<?>> LAST_WORDS =
            List.of(AuthenticationException.class, UnknownTopicOrPartitionException.class);

    private static final Duration LEAST_WAIT = Duration.ofMillis(100);

    private KafkaErrors() {}

    /** Translates a failure of something that changes nothing. */
    public static DrException onRead(Attempt attempt, Throwable thrown) {
        return translate(attempt, thrown, Effect.NONE);
    }

    /** Translates a failure of a change: without the cluster's answer nobody knows whether it happened. */
    public static DrException onChange(Attempt attempt, Throwable thrown) {
        return translate(attempt, thrown, Effect.UNKNOWN);
    }

    /** Returns the failure of one part of a change, whose other parts had {@code effect}. */
    public static DrException besideOthers(DrException failure, Effect effect) {
        if (failure.effect() != Effect.NONE || effect == Effect.NONE) {
            return failure;
        }
        String others = effect == Effect.APPLIED ? "; others were done" : "; whether others were done is not known";
        return DrException.create(failure.code(), failure.operation(), failure.problem() + others, more -> {
            more.effect(effect);
            failure.retryAfter().ifPresent(more::retryAfter);
            more.retry(failure.retry());
            failure.hint().ifPresent(more::hint);
            failure.details().forEach(more::detail);
            more.cause(failure);
        });
    }

    /** Translates a failure to make a client, for which the brokers' names are looked up. */
    public static DrException onOpening(String operation, KafkaException thrown) {
        Throwable cause = thrown.getCause() == null ? thrown : deepest(thrown);
        if (oneLine(cause).contains(NO_ADDRESS)) {
            return DrException.create(
                    ErrorCode.UNAVAILABLE,
                    operation,
                    "no broker's name has an address",
                    failure -> failure.retry(RetryAdvice.SAFE)
                            .hint("Check the brokers' names, and this machine's DNS.")
                            .cause(thrown));
        }
        Optional<String> store = unreadableStore(thrown);
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                operation,
                "Kafka's client cannot be made: "
                        + store.map(text -> text + ": ").orElse("") + oneLine(cause),
                failure -> failure.hint(
                                store.isPresent()
                                        ? "Check that file, its ssl.keystore.type or ssl.truststore.type, and its"
                                                + " secret ssl.keystore.password or ssl.truststore.password."
                                        : "Check the options and secrets that begin with ssl. and sasl.")
                        .cause(thrown));
    }

    /** Kafka says which of its files cannot be read; the JDK's reason below it may say nothing that helps. */
    private static Optional<String> unreadableStore(Throwable thrown) {
        for (Throwable each = thrown; each.getCause() != null; each = each.getCause()) {
            String text = oneLine(each);
            if (text.startsWith(UNREADABLE_STORE)) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    private static DrException translate(Attempt attempt, Throwable thrown, Effect ifUnanswered) {
        if (thrown instanceof DrException known) {
            return known;
        }
        Throwable told = told(thrown);
        if (told instanceof InterruptedException || told instanceof InterruptException) {
            Thread.currentThread().interrupt();
            return DrException.create(
                    ErrorCode.CANCELLED,
                    attempt.operation(),
                    "the thread was interrupted",
                    failure -> failure.effect(ifUnanswered).cause(thrown));
        }
        if (told instanceof AuthorizationException) {
            return denied(attempt, told);
        }
        if (told instanceof UnsupportedVersionException) {
            return tooOld(attempt, told);
        }
        return told instanceof TimeoutException
                ? unanswered(attempt, told, ifUnanswered)
                : answered(attempt, told, ifUnanswered);
    }

    private static DrException answered(Attempt attempt, Throwable told, Effect ifUnanswered) {
        Meaning meaning = KafkaErrorTable.meaning(told);
        Effect effect = meaning.answered() ? Effect.NONE : ifUnanswered;
        Optional<TlsRefusal> tls = TlsRefusal.of(told);
        String problem = tls.map(TlsRefusal::problem).orElseGet(() -> problem(told));
        return DrException.create(meaning.code(), attempt.operation(), problem, failure -> {
            facts(attempt.request(), told, failure);
            failure.effect(effect);
            tls.map(TlsRefusal::hint).or(() -> KafkaErrorTable.hint(told)).ifPresent(failure::hint);
            if (told instanceof ThrottlingQuotaExceededException throttled) {
                Duration asked = Duration.ofMillis(Math.max(0, throttled.throttleTimeMs()));
                failure.retryAfter(asked.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : asked);
            } else if (effect == Effect.NONE && meaning.passing()) {
                failure.retry(RetryAdvice.SAFE);
            }
        });
    }

    private static DrException unanswered(Attempt attempt, Throwable told, Effect ifUnanswered) {
        boolean neverSent = neverSent(told);
        String problem = neverSent ? "no broker can be reached" : "no answer in time: " + oneLine(deepest(told));
        return DrException.create(ErrorCode.UNAVAILABLE, attempt.operation(), problem, failure -> {
            facts(attempt.request(), told, failure);
            failure.effect(neverSent ? Effect.NONE : ifUnanswered)
                    .hint("Check that the brokers run, that their advertised.listeners can be reached from here, and"
                            + " that security.protocol is that of the listener.");
            if (neverSent || ifUnanswered == Effect.NONE) {
                failure.retry(RetryAdvice.SAFE);
            }
        });
    }

    /** A later attempt without a broker does not say what became of the first one. */
    private static boolean neverSent(Throwable told) {
        String text = oneLine(told);
        return text.contains(NEVER_SENT)
                || (text.contains(ONE_ATTEMPT)
                        && told.getCause() != null
                        && oneLine(told.getCause()).contains(NEVER_SENT));
    }

    /**
     * The operation follows from the request; the kind of resource from what was refused, for one request has several.
     */
    private static DrException denied(Attempt attempt, Throwable told) {
        String kind = kind(attempt.request(), told);
        Optional<String> name = named(told)
                .or(() -> Optional.of(attempt.name())
                        .filter(text -> attempt.kind().equals(kind) && !text.isEmpty()));
        String resource = kind + name.map(text -> " " + text).orElse("");
        String rule = attempt.request().operation();
        String problem = "no access rule allows these credentials " + rule + " on " + resource;
        return DrException.create(ErrorCode.PERMISSION_DENIED, attempt.operation(), problem, failure -> {
            facts(attempt.request(), told, failure);
            failure.detail("aclOperation", rule)
                    .detail("aclResource", resource)
                    .hint("Allow it, as by kafka-acls --add --allow-principal User:NAME --operation " + rule + " "
                            + commandLine(kind, name.orElse("NAME")) + ".");
        });
    }

    private static String kind(KafkaRequest request, Throwable told) {
        // Whoever may write to some topic may have the number of a producer: it is that rule which is missing.
        if (told instanceof TopicAuthorizationException || request == KafkaRequest.PRODUCE) {
            return "TOPIC";
        }
        if (told instanceof GroupAuthorizationException) {
            return "GROUP";
        }
        if (told instanceof TransactionalIdAuthorizationException) {
            return "TRANSACTIONAL_ID";
        }
        return told instanceof ClusterAuthorizationException ? "CLUSTER" : request.resource();
    }

    private static String commandLine(String kind, String name) {
        return switch (kind) {
            case "TOPIC" -> "--topic " + name;
            case "GROUP" -> "--group " + name;
            case "TRANSACTIONAL_ID" -> "--transactional-id " + name;
            default -> "--cluster";
        };
    }

    private static Optional<String> named(Throwable told) {
        if (told instanceof TopicAuthorizationException topics) {
            return topics.unauthorizedTopics().stream().sorted().findFirst();
        }
        return told instanceof GroupAuthorizationException group
                ? Optional.ofNullable(group.groupId())
                : Optional.empty();
    }

    /** A writer that is idempotent asks for its number when it first writes. */
    private static DrException tooOld(Attempt attempt, Throwable told) {
        boolean number = oneLine(told).contains("INIT_PRODUCER_ID");
        KafkaRequest request = number ? KafkaRequest.INIT_PRODUCER : attempt.request();
        String problem = "the brokers do not know the request " + request.api() + " as it is sent: " + oneLine(told);
        return DrException.create(ErrorCode.UNSUPPORTED, attempt.operation(), problem, failure -> {
            facts(request, told, failure);
            failure.hint("Apache Kafka answers it since " + request.since()
                    + "; a service that speaks Kafka's protocol may not."
                    + (number
                            ? " With the option enable.idempotence set to false events are written without it, in no"
                                    + " transaction, and perhaps twice."
                            : ""));
        });
    }

    private static void facts(KafkaRequest request, Throwable told, DrException.Builder failure) {
        failure.detail("kafkaError", told.getClass().getSimpleName())
                .detail("request", request.api())
                .cause(told);
    }

    private static String problem(Throwable told) {
        if (told.getMessage() == null || told.getMessage().isBlank()) {
            return "the cluster answered " + told.getClass().getSimpleName();
        }
        String text = oneLine(told).replaceAll("[.\\s]+$", "");
        boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
        String begin = word ? text.substring(0, 1).toLowerCase(Locale.ROOT) : text.substring(0, 1);
        return begin + text.substring(1) + " (" + told.getClass().getSimpleName() + ")";
    }

    /**
     * Goes through futures, and through what clients throw once they are in an error state, to what the cluster said.
     */
    private static Throwable told(Throwable thrown) {
        Throwable told = thrown;
        while (told.getCause() != null && isWrapper(told)) {
            told = told.getCause();
        }
        return told;
    }

    private static boolean isWrapper(Throwable thrown) {
        return thrown instanceof ExecutionException
                || thrown instanceof CompletionException
                || thrown.getClass() == KafkaException.class
                || (thrown instanceof TimeoutException
                        && LAST_WORDS.stream().anyMatch(type -> type.isInstance(thrown.getCause())));
    }

    private static Throwable deepest(Throwable thrown) {
        Throwable deepest = thrown;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }

    private static String oneLine(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        String text = thrown.getMessage() == null || thrown.getMessage().isBlank()
                ? thrown.getClass().getSimpleName()
                : thrown.getMessage();
        return text.replaceAll("\\s*\\R\\s*", " ");
    }
}
