package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.playbook.PlatformPermissions;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Program;
import com.datafly.signal.dr.playbook.ProgramSteps;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.Terraform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Lets other programs provide what is recovered into. */
final class ProvisionedCluster {

    private ProvisionedCluster() {}

    static List<Step> provision() {
        Terraform cluster =
                Terraform.create(Path.of("infrastructure"), terraform -> terraform.variable("region", "eu-central-1"));
        Program kubeconfig = Program.create(
                Path.of("infrastructure"),
                List.of("aws", "eks", "update-kubeconfig", "--name", "datafly-dr"),
                program -> program.inherit("PATH", "HOME")
                        .timeout(Duration.ofMinutes(2))
                        .repeatable());
        return List.of(
                ProgramSteps.terraformPlan("plan", cluster),
                ProgramSteps.terraformApply("apply", "plan", cluster).after("plan"),
                ProgramSteps.run("kubeconfig", kubeconfig).after("apply"));
    }

    static String role(SignalDr dr, Playbook playbook) {
        PlatformPermissions.preflight(dr.platform(), playbook).require(); // or PERMISSION_DENIED, with all that lack
        return PlatformPermissions.role("signal-dr", "datafly", playbook).yaml();
    }

    static String roleThatTellsTheCluster(Playbook playbook) {
        return PlatformPermissions.role("signal-dr", "datafly", playbook)
                .withClusterId()
                .yaml();
    }
}
