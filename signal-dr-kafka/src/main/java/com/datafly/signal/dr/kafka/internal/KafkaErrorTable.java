package com.datafly.signal.dr.kafka.internal;

import static com.datafly.signal.dr.ErrorCode.ALREADY_EXISTS;
import static com.datafly.signal.dr.ErrorCode.CANCELLED;
import static com.datafly.signal.dr.ErrorCode.CONFLICT;
import static com.datafly.signal.dr.ErrorCode.FAILED_PRECONDITION;
import static com.datafly.signal.dr.ErrorCode.FENCED;
import static com.datafly.signal.dr.ErrorCode.INTEGRITY_FAILED;
import static com.datafly.signal.dr.ErrorCode.INVALID_ARGUMENT;
import static com.datafly.signal.dr.ErrorCode.NOT_FOUND;
import static com.datafly.signal.dr.ErrorCode.PERMISSION_DENIED;
import static com.datafly.signal.dr.ErrorCode.QUOTA;
import static com.datafly.signal.dr.ErrorCode.THROTTLED;
import static com.datafly.signal.dr.ErrorCode.UNAUTHENTICATED;
import static com.datafly.signal.dr.ErrorCode.UNAVAILABLE;
import static com.datafly.signal.dr.ErrorCode.UNKNOWN;
import static com.datafly.signal.dr.ErrorCode.UNSUPPORTED;

import com.datafly.signal.dr.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the failures of Kafka's clients mean, by the names of their classes without {@code Exception} at the end, for a
 * client of another version may lack one. A failure whose class is not here means what its superclass does.
 */
final class KafkaErrorTable {

    /**
     * What a failure means.
     *
     * @param code its code
     * @param passing whether the same request may succeed a moment later
     * @param answered whether the cluster said that nothing was changed; else that is open for a change
     */
    record Meaning(ErrorCode code, boolean passing, boolean answered) {}

    private static final Map<String, Meaning> MEANINGS = new HashMap<>();

    static {
        refused(
                NOT_FOUND,
                "UnknownTopicOrPartition UnknownTopicId ResourceNotFound GroupIdNotFound TransactionalIdNotFound"
                        + " LogDirNotFound DelegationTokenNotFound BrokerIdNotRegistered VoterNotFound");
        refused(ALREADY_EXISTS, "TopicExists DuplicateResource DuplicateVoter DuplicateBrokerRegistration");
        refused(
                UNAUTHENTICATED,
                "Authentication SaslAuthentication SslAuthentication IllegalSaslState UnsupportedSaslMechanism"
                        + " DelayedResponseAuthentication DelegationTokenExpired PrincipalDeserialization JwtRetriever"
                        + " JwtValidator Unretryable OAuthBearerConfig OAuthBearerIllegalToken");
        refused(
                PERMISSION_DENIED,
                "Authorization TopicAuthorization GroupAuthorization ClusterAuthorization"
                        + " TransactionalIdAuthorization DelegationTokenAuthorization DelegationTokenOwnerMismatch"
                        + " InvalidPrincipalType");
        refused(
                UNSUPPORTED,
                "UnsupportedVersion NoBatchedFindCoordinators NoBatchedOffsetFetchRequest"
                        + " UnsupportedForMessageFormat UnsupportedCompressionType UnsupportedByAuthentication"
                        + " UnsupportedAssignor UnsupportedEndpointType SecurityDisabled TopicDeletionDisabled"
                        + " DelegationTokenDisabled OffsetMovedToTieredStorage ListenerNotFound");
        refused(
                INVALID_ARGUMENT,
                "InvalidTopic InvalidPartitions InvalidReplicationFactor InvalidReplicaAssignment"
                        + " InvalidConfiguration InvalidRequest InvalidGroupId InvalidOffset InvalidTimestamp InvalidRecord"
                        + " InvalidRegularExpression InvalidRequiredAcks InvalidSessionTimeout InvalidTxnTimeout"
                        + " InvalidFetchSize InvalidCommitOffsetSize InvalidUpdateVersion InvalidRegistration"
                        + " InvalidVoterKey OffsetMetadataTooLarge RecordTooLarge RecordBatchTooLarge"
                        + " Serialization RecordDeserialization Config UnacceptableCredential MismatchedEndpointType"
                        + " InconsistentClusterId InconsistentVoterSet TelemetryTooLarge");
        refused(
                FAILED_PRECONDITION,
                "GroupNotEmpty GroupSubscribedToTopic UnknownMemberId IllegalGeneration StaleMemberEpoch"
                        + " FencedMemberEpoch MemberIdRequired InconsistentGroupProtocol RebalanceInProgress"
                        + " CommitFailed UnjoinedGroup OffsetOutOfRange NoOffsetForPartition LogTruncation"
                        + " PositionOutOfRange PolicyViolation ElectionNotNeeded EligibleLeadersNotAvailable"
                        + " PreferredLeaderNotAvailable NoReassignmentInProgress IneligibleReplica FeatureUpdateFailed"
                        + " UnknownProducerId OutOfOrderSequence OperationNotAttempted SnapshotNotFound"
                        + " InconsistentTopicId");
        refused(CONFLICT, "ReassignmentInProgress UnreleasedInstanceId");
        refused(QUOTA, "GroupMaxSizeReached QuotaViolation");
        refused(
                FENCED,
                // Every 32,767 transactions a producer gets another number: who was fenced off may hear that instead.
                "ProducerFenced InvalidProducerEpoch InvalidPidMapping TransactionCoordinatorFenced FencedInstanceId"
                        + " FencedStateEpoch ApplicationRecoverable");
        refused(INTEGRITY_FAILED, "Schema InvalidReceive");
        // The transaction alone is lost: the same may be done again in another one.
        passing(UNAVAILABLE, "InvalidTxnState TransactionAborted TransactionAbortable");
        passing(THROTTLED, "ThrottlingQuotaExceeded");
        passing(
                UNAVAILABLE,
                "NotLeaderOrFollower LeaderNotAvailable BrokerNotAvailable ReplicaNotAvailable NotController"
                        + " ControllerMoved UnknownController NotCoordinator CoordinatorNotAvailable"
                        + " CoordinatorLoadInProgress AuthorizerNotReady NotEnoughReplicas ConcurrentTransactions"
                        + " OffsetNotAvailable UnstableOffsetCommit FencedLeaderEpoch UnknownLeaderEpoch"
                        + " NewLeaderElected StaleBrokerEpoch StaleMetadata NoAvailableBrokers RebootstrapRequired"
                        + " FetchSessionIdNotFound FetchSessionTopicId InvalidFetchSessionEpoch InvalidMetadata"
                        + " RefreshRetriable UnknownControllerId BufferExhausted CorruptRecord");
        lost(
                UNAVAILABLE,
                "Timeout Disconnect Network NotEnoughReplicasAfterAppend KafkaStorage Retriable"
                        + " RetriableCommitFailed");
        lost(CANCELLED, "Interrupt Wakeup");
        lost(UNKNOWN, "UnknownServer Api Kafka DuplicateSequence");
    }

    private static final Map<String, String> HINTS = Map.ofEntries(
            Map.entry("UnknownTopicOrPartition", "Check the topic's name and the partition's number."),
            Map.entry(
                    "SaslAuthentication",
                    "Check user, password and sasl.mechanism; Event Hubs wants the user $ConnectionString."),
            Map.entry(
                    "UnsupportedSaslMechanism",
                    "Set sasl.mechanism to one that the listener offers; the message names them."),
            Map.entry(
                    "SslAuthentication",
                    "Check that the brokers' certificate names the host that was called, and that the truststore holds"
                            + " who signed it."),
            Map.entry(
                    "SecurityDisabled",
                    "The brokers have no authorizer (authorizer.class.name), so there are no access rules."),
            Map.entry(
                    "PolicyViolation",
                    "A policy of the cluster refuses this; one request may change at most 10,000 metadata records."),
            Map.entry("GroupNotEmpty", "Stop the group's consumers, and wait until their session has expired."),
            Map.entry("UnknownMemberId", "Stop the group's consumers, and wait until their session has expired."),
            Map.entry("InvalidReplicationFactor", "Ask for no more replicas than there are brokers."),
            Map.entry(
                    "NotEnoughReplicas",
                    "Fewer replicas are in sync than min.insync.replicas asks for: bring brokers back."),
            Map.entry("RecordTooLarge", "Raise max.message.bytes of the topic, or leave the record out."),
            Map.entry(
                    "ThrottlingQuotaExceeded",
                    "The cluster's quota for changes of topics is used up; send fewer at once."));

    private KafkaErrorTable() {}

    private static void refused(ErrorCode code, String names) {
        put(new Meaning(code, false, true), names);
    }

    private static void passing(ErrorCode code, String names) {
        put(new Meaning(code, true, true), names);
    }

    private static void lost(ErrorCode code, String names) {
        put(new Meaning(code, code == UNAVAILABLE, false), names);
    }

    private static void put(Meaning meaning, String names) {
        for (String name : names.split(" ", -1)) {
            MEANINGS.put(name, meaning);
        }
    }

    /** Returns what exactly this class of failure means, if it is known. */
    static Optional<Meaning> exactly(Class<?> type) {
        return Optional.ofNullable(MEANINGS.get(bare(type)));
    }

    /** Returns what a failure means, by its class or the nearest one above it that is known. */
    static Meaning meaning(Throwable failure) {
        for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            Optional<Meaning> known = exactly(type);
            if (known.isPresent()) {
                return known.get();
            }
        }
        return new Meaning(UNKNOWN, false, false);
    }

    /** Returns what a person can do about a failure, if there is more to say than its message does. */
    static Optional<String> hint(Throwable failure) {
        return Optional.ofNullable(HINTS.get(bare(failure.getClass())));
    }

    private static String bare(Class<?> type) {
        String name = type.getSimpleName();
        return name.endsWith("Exception") ? name.substring(0, name.length() - "Exception".length()) : name;
    }
}
