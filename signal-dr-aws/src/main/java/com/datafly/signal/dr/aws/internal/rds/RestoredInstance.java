package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.aws.internal.rds.RestoreStage.Step;
import com.datafly.signal.dr.database.Provenance;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.DatabaseDriver.RestoredDatabase;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** An instance that this library made, and what its tags tell of that. */
final class RestoredInstance implements RestoredDatabase {

    private static final String UNTAGGED = "Only what this library restored, and finished, can be opened by its name.";

    private final RdsAddress address;
    private final DBInstance copy;
    private final Provenance provenance;
    private final Supplier<DatabaseDriver> driver;

    private RestoredInstance(
            RdsAddress address, DBInstance copy, Optional<DBInstance> source, Supplier<DatabaseDriver> driver) {
        this.address = address;
        this.copy = copy;
        this.provenance = provenance(copy, source);
        this.driver = driver;
    }

    /**
     * Opens a finished copy.
     *
     * @param source the address that its source has, if it is still there
     * @throws DrException with {@code NOT_FOUND} if no restore of that name has ended well
     */
    static RestoredDatabase open(AwsSession session, RdsAddress source, String name, Supplier<DatabaseDriver> driver) {
        String operation = "open " + name;
        Instances instances = new Instances(session);
        DBInstance copy = instances
                .find(operation, name)
                .filter(found -> Instances.copyKey(found).isPresent())
                .filter(found -> RestoreStage.of(found.tagList()).step() == Step.RESTORED)
                .orElseThrow(() -> Instances.notFound(operation, name, UNTAGGED));
        Optional<DBInstance> original =
                source.kind() == RdsAddress.Kind.INSTANCE ? instances.find(operation, source.name()) : Optional.empty();
        return new RestoredInstance(source.sibling(name), copy, original, driver);
    }

    /** Says whose a copy is, however far it came; empty if it is none. */
    static Optional<Provenance> identity(DBInstance copy) {
        return Instances.copyKey(copy)
                .map(key -> Provenance.create(key, source(copy), target(copy), more -> describe(copy, more)));
    }

    private static Provenance provenance(DBInstance copy, Optional<DBInstance> source) {
        OperationKey key = Instances.copyKey(copy).orElseThrow();
        return Provenance.create(key, source(copy), target(copy), more -> {
            describe(copy, more);
            if (source.isEmpty()) {
                more.warning("The source is gone, so how the copy is configured could not be compared with it: look at"
                        + " its parameter group, Multi-AZ and deletion protection.");
            }
            source.ifPresent(
                    original -> SettingDifferences.sentences(original, copy).forEach(more::difference));
        });
    }

    private static void describe(DBInstance copy, Provenance.Builder more) {
        RdsTags.find(copy.tagList(), RdsTags.SNAPSHOT).ifPresent(more::snapshotId);
        RdsTags.annotations(copy.tagList()).forEach(more::tag);
    }

    private static String source(DBInstance copy) {
        return RdsTags.find(copy.tagList(), RdsTags.SOURCE).orElse("unknown");
    }

    private static RecoveryTarget target(DBInstance copy) {
        return CopyTags.target(copy.tagList())
                .orElseThrow(() -> DrException.create(
                        ErrorCode.INTEGRITY_FAILED,
                        "read the tags of " + copy.dbInstanceIdentifier(),
                        "the tag " + RdsTags.TARGET + " does not say to which point it was recovered",
                        failure -> failure.hint(
                                "Somebody changed the tag: give it back, or remove the instance by" + " hand.")));
    }

    @Override
    public ResourceAddress address() {
        return address.toAddress();
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public DatabaseDriver driver() {
        return driver.get();
    }

    @Override
    public String toString() {
        return address + " of " + copy.dbiResourceId();
    }
}
