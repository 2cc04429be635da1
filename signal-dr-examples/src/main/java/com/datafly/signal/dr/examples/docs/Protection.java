package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.selfmanaged.WalArchiving;
import com.datafly.signal.dr.selfmanaged.WalArchivingStatus;
import java.time.Duration;

/** Opens a server of one's own, archives its write-ahead log, and watches that. */
final class Protection {

    private Protection() {}

    static SignalDr open(Secret password) {
        return SignalDr.builder()
                .database(
                        "postgres:db.internal:5432/datafly",
                        options -> options.option("user", "keeper")
                                .secret("password", password)
                                .option("sslmode", "verify-full")
                                .option("sslrootcert", "/etc/ssl/db-authority.pem")
                                .option("repository", "file:/mnt/backups/datafly")
                                .option("restores", "/srv/restores")
                                .option("spool", "/var/lib/datafly/spool"))
                .tier(RecoveryTier.ENHANCED)
                .build();
    }

    static WalArchiving archive(Database database) {
        WalArchiving archiving = database.unwrap(WalArchiving.class).orElseThrow();
        archiving.start(); // returns once WAL is streaming; goes on until the SignalDr is closed
        return archiving;
    }

    static boolean isProtected(WalArchivingStatus status, Duration rpo) {
        return status.state().equals("streaming")
                && !status.retentionAlarm()
                && status.exposure().filter(lost -> lost.compareTo(rpo) <= 0).isPresent();
    }
}
