package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.DatabaseState;
import com.datafly.signal.dr.database.HighAvailabilityStatus;
import com.datafly.signal.dr.database.Replication;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.HighAvailabilityDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;

/**
 * The readers of a cluster as its standbys.
 *
 * <p>A failover has no name at RDS. Its key stands in a tag with the writer that was left: as begun before the call, as
 * sent after it; so a repetition never hands the cluster over twice.
 */
final class ClusterHighAvailability implements HighAvailabilityDriver {

    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final String BEGUN = "begun";
    private static final String SENT = "sent";

    private final RdsClient rds;
    private final Clusters clusters;
    private final String name;

    ClusterHighAvailability(RdsClient rds, String name) {
        this.rds = rds;
        this.clusters = new Clusters(rds);
        this.name = name;
    }

    @Override
    public HighAvailabilityStatus status() {
        DBCluster cluster = clusters.require("look at the standbys of cluster " + name, name);
        return Clusters.isAurora(cluster) ? ofAurora(cluster) : ofMultiAz(cluster);
    }

    /** What is durable in Aurora is so in the volume, whatever becomes of the instances. */
    private HighAvailabilityStatus ofAurora(DBCluster cluster) {
        List<String> readers = readers(cluster);
        boolean healthy = isAvailable(cluster) && Clusters.writerName(cluster).isPresent();
        return HighAvailabilityStatus.create(Replication.SYNCHRONOUS, healthy, more -> {
            more.evidence("RDS shows the engine " + cluster.engine() + ", the state " + cluster.status() + ", "
                    + (1 + readers.size()) + " instance(s) and the zones " + cluster.availabilityZones() + ".");
            more.evidence(
                    "AWS documents, and no call shows, that the volume keeps six copies in three zones and answers a"
                            + " commit when four have it: a commit outlives a zone, and the readers share the volume.");
            more.evidence(
                    readers.isEmpty()
                            ? "There is no reader: no commit is lost with the writer, but a new instance has to be"
                                    + " made, which takes minutes."
                            : "Readers that can take over: " + String.join(", ", readers) + ".");
            zoneOfFirstReader(readers).ifPresent(more::standbyPlace);
        });
    }

    /** A Multi-AZ DB cluster answers a commit when one of its two readers has it. */
    private HighAvailabilityStatus ofMultiAz(DBCluster cluster) {
        List<String> readers = readers(cluster);
        boolean healthy = isAvailable(cluster) && !readers.isEmpty();
        return HighAvailabilityStatus.create(Replication.SEMISYNCHRONOUS, healthy, more -> {
            more.evidence("RDS shows a Multi-AZ DB cluster in the state " + cluster.status() + " with the writer "
                    + Clusters.writerName(cluster).orElse("nobody") + " and the readers "
                    + (readers.isEmpty() ? "nobody" : String.join(", ", readers)) + ".");
            more.evidence("AWS documents, and no call shows, that a commit is answered when at least one of the readers"
                    + " in other zones has it.");
            zoneOfFirstReader(readers).ifPresent(more::standbyPlace);
        });
    }

    private static List<String> readers(DBCluster cluster) {
        return cluster.dbClusterMembers().stream()
                .filter(member -> !Clusters.isWriter(member))
                .map(DBClusterMember::dbInstanceIdentifier)
                .toList();
    }

    private Optional<String> zoneOfFirstReader(List<String> readers) {
        return readers.stream()
                .findFirst()
                .flatMap(reader -> clusters.findInstance("look at the standbys of cluster " + name, reader))
                .flatMap(reader -> Optional.ofNullable(reader.availabilityZone()));
    }

    private static boolean isAvailable(DBCluster cluster) {
        return ClusterStatuses.state(cluster.status()) == DatabaseState.AVAILABLE;
    }

    @Override
    public void startFailover(OperationKey key) {
        String operation = "hand cluster " + name + " over";
        DBCluster cluster = clusters.require(operation, name);
        Optional<Handover> before =
                Handover.of(cluster).filter(handover -> handover.key().equals(key.value()));
        Optional<String> writer = Clusters.writerName(cluster);
        if (before.filter(handover -> handover.isDone(writer) || !isAvailable(cluster))
                .isPresent()) {
            return;
        }
        if (readers(cluster).isEmpty() || writer.isEmpty()) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "there is no reader to take over",
                    failure -> failure.key(key).hint("Add an instance to the cluster; it becomes a reader."));
        }
        note(operation, cluster, new Handover(BEGUN, key.value(), writer.get()));
        RdsCalls.change(operation, () -> rds.failoverDBCluster(call -> call.dbClusterIdentifier(name)));
        note(operation, cluster, new Handover(SENT, key.value(), writer.get()));
    }

    private void note(String operation, DBCluster cluster, Handover handover) {
        RdsNotes.write(rds, operation, cluster.dbClusterArn(), Map.of(RdsTags.FAILOVER, handover.toString()), Set.of());
    }

    @Override
    public Optional<OperationStatus> findFailover(OperationKey key) {
        String operation = "look for the failover of " + key;
        DBCluster cluster = clusters.require(operation, name);
        Optional<Handover> handover =
                Handover.of(cluster).filter(noted -> noted.key().equals(key.value()));
        if (handover.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> writer = Clusters.writerName(cluster);
        boolean moved =
                writer.isPresent() && !writer.get().equals(handover.get().left());
        if (moved && isAvailable(cluster)) {
            return Optional.of(OperationStatus.succeeded(writer.get()));
        }
        boolean under = moved || !isAvailable(cluster) || handover.get().state().equals(SENT);
        return under ? Optional.of(OperationStatus.running().lookAgainAfter(LOOK)) : Optional.empty();
    }

    @Override
    public void startPromotion(OperationKey key) {
        throw unsupported("promote cluster " + name);
    }

    @Override
    public Optional<OperationStatus> findPromotion(OperationKey key) {
        throw unsupported("look for the promotion of " + key);
    }

    private static DrException unsupported(String operation) {
        return DrException.of(
                ErrorCode.UNSUPPORTED, operation, "the cluster follows no other that this library could cut off");
    }

    /**
     * The failover that was asked for last.
     *
     * @param state whether RDS has surely been asked
     * @param key whose it is
     * @param left the writer before it
     */
    private record Handover(String state, String key, String left) {

        static Optional<Handover> of(DBCluster cluster) {
            return RdsTags.find(cluster.tagList(), RdsTags.FAILOVER)
                    .map(text -> text.split(" ", -1))
                    .filter(words -> words.length == 3)
                    .map(words -> new Handover(words[0], words[1], words[2]));
        }

        /** Tells whether RDS was asked, by its answer or by what became of it. */
        boolean isDone(Optional<String> writer) {
            return state.equals(SENT) || writer.filter(left::equals).isEmpty();
        }

        @Override
        public String toString() {
            return state + " " + key + " " + left;
        }
    }
}
