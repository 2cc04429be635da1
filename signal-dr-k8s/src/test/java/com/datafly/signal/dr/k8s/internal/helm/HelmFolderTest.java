package com.datafly.signal.dr.k8s.internal.helm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "what is open cannot be removed there")
final class HelmFolderTest {

    @TempDir
    private Path parent;

    @Test
    void itIsReadByItsOwnerAloneAndGoneWhenClosed() throws IOException {
        Path file;
        try (HelmFolder folder = HelmFolder.create(parent);
                Secret values = Secret.of("a: 1")) {
            file = folder.write(List.of(values)).get(0);
            assertThat(file).hasContent("a: 1");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatAKilledProcessLeftIsRemovedAndWhatALivingOneUsesIsNot() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = other.inputReader(UTF_8)) {
            Path theirs = Path.of(said.readLine());
            try (HelmFolder ours = HelmFolder.create(parent);
                    HelmFolder more = HelmFolder.create(parent);
                    Secret values = Secret.of("a: 1")) {
                assertThat(theirs).hasContent("theirs: 1");
                assertThat(ours.write(List.of(values)).get(0)).exists();
                assertThat(more.write(List.of(values)).get(0)).exists();
            }
            other.destroyForcibly();
            assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(theirs).hasContent("theirs: 1");

            HelmFolder.create(parent).close();

            assertThat(parent).isEmptyDirectory();
        } finally {
            other.destroyForcibly();
        }
    }

    /** Writes values, says where, and holds them until it is killed. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            HelmFolder folder = HelmFolder.create(Path.of(arguments[0]));
            System.out.println(folder.write(List.of(Secret.of("theirs: 1"))).get(0));
            System.in.read();
        }
    }
}
