package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.database.Provenance;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RestoreRecord;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.DatabaseDriver.RestoredDatabase;
import java.nio.file.Path;

/** A copy on this machine, reached over its private socket. */
final class RestoredCopy implements RestoredDatabase {

    private final RestoreRecord record;
    private final DriverOptions options;

    private RestoredCopy(RestoreRecord record, DriverOptions options) {
        this.record = record;
        this.options = options;
    }

    /** Opens a finished copy; its server is started again if the machine was. */
    static RestoredDatabase open(Restores restores, DriverOptions parent, String name) {
        RestoreRecord record = restores.finished(name)
                .orElseThrow(() -> DrException.create(
                        ErrorCode.NOT_FOUND,
                        "open " + name,
                        "there is no restore of that name that ended well",
                        failure -> failure.hint("Look for it under the option restores with which it was made.")));
        PostgresServer server = PostgresServer.open(
                PostgresInstallation.at(Path.of(fact(record, RestoreFacts.PROGRAMS))), record.dataDirectory());
        server.start();
        ResourceAddress address = new ResourceAddress(
                "postgres", server.socketDirectory() + ":" + server.port() + "/" + fact(record, RestoreFacts.DATABASE));
        return new RestoredCopy(
                record,
                new DriverOptions(address, new CopyContext(parent.context(), fact(record, RestoreFacts.SUPERUSER))));
    }

    private static String fact(RestoreRecord record, String name) {
        String value = record.facts().get(name);
        if (value == null) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    "open " + record.name(),
                    "its record does not say its " + name,
                    failure -> failure.hint("Discard the copy and restore again."));
        }
        return value;
    }

    @Override
    public ResourceAddress address() {
        return options.address();
    }

    @Override
    public Provenance provenance() {
        return RestoreFacts.provenance(record, RecoveryTargets.parse(record.target()));
    }

    @Override
    public DatabaseDriver driver() {
        return new SelfManagedDriver(options);
    }
}
