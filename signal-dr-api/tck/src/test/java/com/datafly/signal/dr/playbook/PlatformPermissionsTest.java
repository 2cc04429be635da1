package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.SecretOwner.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlatformPermissionsTest {

    @Test
    void aSwitchMayAllThatItsWayBackDoes() {
        assertThat(PlatformPermissions.of(ConnectionSteps.change("change", "prepare")))
                .containsAll(PlatformPermissions.of(ConnectionSteps.restart("restart", "prepare", "change")))
                .containsAll(PlatformPermissions.of(ConnectionSteps.verify("verify", "prepare", "change")))
                .containsAll(PlatformPermissions.of(ConnectionSteps.settle("settle", "prepare")));
    }

    @Test
    void aReleaseThatFollowsIsRead() {
        assertThat(prepare()).isEmpty();
        assertThat(prepare(Kind.ARGO_CD)).isEmpty();
        for (Kind kind : List.of(Kind.HELM_3, Kind.HELM_4, Kind.OTHER)) {
            assertThat(prepare(kind)).containsExactly(AccessRequest.inNamespace("list", "", "secrets"));
        }
    }

    /** Returns what of the reading of releases the first step of a switch does. */
    private static List<AccessRequest> prepare(Kind... following) {
        Step step = ConnectionSteps.prepare(
                "prepare",
                "db",
                settings -> settings.url("url")
                        .to("new.example")
                        .encryptionKey("key")
                        .follows(following));
        return PlatformPermissions.of(step).stream()
                .filter(request ->
                        request.verb().equals("list") && request.resource().equals("secrets"))
                .toList();
    }
}
