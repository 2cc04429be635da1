package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.playbook.BundlePlace;
import com.datafly.signal.dr.playbook.FailoverScenarios;
import com.datafly.signal.dr.playbook.PlatformScenarios;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.ProgramSteps;
import com.datafly.signal.dr.playbook.ReleaseSteps;
import com.datafly.signal.dr.playbook.Scenarios;
import com.datafly.signal.dr.playbook.Terraform;
import com.datafly.signal.dr.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;

/** The guide's scenarios, up to the pods. */
final class RecoveredProduct {

    private RecoveredProduct() {}

    static Playbook databaseFailure(Verification verification) {
        return Scenarios.databaseFailure(scenario -> scenario.verify(verification)
                .connection(
                        "datafly-postgres",
                        settings -> settings.url("DATABASE_URL").encryptionKey("former-values")));
    }

    static Playbook upgrade(BundlePlace exports) {
        return Scenarios.preUpgrade(scenario -> scenario.release("datafly", exports, Path.of("/backup/values"))
                .budgetsAllow(WorkloadId.deployment("management-api"))
                .consumerLagZero("event-processor")
                .then(ReleaseSteps.upgrade("upgrade", "datafly", "record-release", how -> how.untilReady())));
    }

    static Playbook overToTheStandby() {
        return FailoverScenarios.streamFailover(over -> over.groups("event-processor", "delivery")
                .connection(
                        "datafly-kafka",
                        settings -> settings.bootstrapServers("BOOTSTRAP", "standby-kafka:9092")
                                .encryptionKey("former-values")));
    }

    static Playbook fullClusterLoss(String lostCluster, Terraform cluster, BundlePlace exports) {
        return PlatformScenarios.fullClusterLoss(
                lostCluster,
                scenario -> scenario.provision(ProgramSteps.terraformPlan("plan", cluster))
                        .provision(ProgramSteps.terraformApply("apply", "plan", cluster))
                        .eventsWithin(Duration.ofMinutes(30))
                        .release("datafly", exports, how -> how.url("postgresql.url"))
                        .workload(WorkloadId.deployment("management-api"), WorkloadId.deployment("identity-hub")));
    }
}
