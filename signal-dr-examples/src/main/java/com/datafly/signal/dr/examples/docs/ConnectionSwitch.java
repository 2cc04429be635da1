package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.platform.ConnectionReport;
import com.datafly.signal.dr.playbook.ConnectionSettings;
import com.datafly.signal.dr.playbook.ConnectionSteps;
import com.datafly.signal.dr.playbook.Step;
import java.util.List;

/** Sends the product to another database. */
final class ConnectionSwitch {

    private ConnectionSwitch() {}

    static List<Step> toTheCopy(String restoreStep) {
        return ConnectionSteps.switchOver(
                "database",
                "datafly-db",
                connection -> connection
                        .url("DATABASE_URL") // JDBC or libpq; or host, port, databaseName and user, each with its keys
                        .toCopy(restoreStep)
                        .encryptionKey("dr-key")); // 32 random bytes in base64, lent by the host
    }

    static ConnectionReport look(SignalDr dr) {
        return dr.platform().connections().look("datafly-db", "DATABASE_URL");
    }

    static void restartedElsewhere(ConnectionSettings connection) {
        connection.restartedElsewhere("Rollout/orders", "Pod/import"); // what keeps them, as the refusal names it
    }

    static void staying(ConnectionSettings connection) {
        connection.acceptFormer("REPORTS_URL"); // a plan still tells it, and the evidence of it is UNPROVEN
    }
}
