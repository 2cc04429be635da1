package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.internal.server.Command;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL's own tools judge a restore, where packages of the operating system have them. */
class RecoveryToolsIT {

    @TempDir
    Path directory;

    @Test
    void pgVerifybackupAndPgAmcheckFindNothingWrong() throws SQLException, IOException {
        Optional<PostgresInstallation> found = PostgresInstallation.discover().stream()
                .filter(each -> each.majorVersion() >= 15 && each.majorVersion() <= 18)
                .filter(each -> each.findBinary("pg_verifybackup").isPresent())
                .filter(each -> each.findBinary("pg_amcheck").isPresent())
                .findFirst();
        assumeTrue(found.isPresent(), "no installation with pg_verifybackup and pg_amcheck");
        PostgresInstallation installation = found.get();
        try (RecoverySource source = RecoverySource.start(installation, directory, builder -> {})) {
            source.server().execute("create extension amcheck");
            source.server().execute("insert into rows select generate_series(1, 20000)");
            source.backup("only");
            source.commit(0);
            source.archive();
            List<Command.Result> verified = new ArrayList<>();
            Path data = directory.resolve("copy");
            RecoveryListener verifying = new RecoveryListener() {
                @Override
                public void phaseStarted(RecoveryPhase phase) {
                    if (phase == RecoveryPhase.START) {
                        String tool = installation.binary("pg_verifybackup").toString();
                        verified.add(Command.run(List.of(tool, data.toString())));
                    }
                }
            };
            try {
                RecoveryRequest request = RecoveryRequest.create(
                        "orders",
                        RecoveryTarget.latest(),
                        data,
                        installation,
                        b -> b.setting("shared_buffers", "16MB"));
                PostgresServer copy = Recovery.from(source.repository())
                        .run(request, verifying)
                        .server();

                assertThat(verified).hasSize(1).allMatch(Command.Result::succeeded);
                assertThat(RecoveryIT.query(copy, "select count(*) from rows")).isEqualTo("20001");
                Command.Result amcheck = amcheck(installation, copy);
                assertThat(amcheck.output()).isEmpty();
                assertThat(amcheck.exitCode()).isZero();
            } finally {
                new CopyPlace(data).remove();
            }
        }
    }

    private static Command.Result amcheck(PostgresInstallation installation, PostgresServer server) {
        return Command.run(List.of(
                installation.binary("pg_amcheck").toString(),
                "--host=" + server.socketDirectory(),
                "--port=" + server.port(),
                "--username=" + server.superuser(),
                "--heapallindexed",
                "--parent-check",
                "postgres"));
    }
}
