package com.datafly.signal.dr.selfmanaged.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A file system of a few megabytes in memory: a disk that is really full when it is full. */
public final class SmallDisk implements AutoCloseable {

    private static final int BLOCK = 64 << 10;

    private final Path root;

    private SmallDisk(Path root) {
        this.root = root;
    }

    /** Mounts one, as root or by {@code sudo}; where neither may, the test is aborted and says so. */
    public static SmallDisk mount(Path root, int megabytes) throws IOException {
        Files.createDirectories(root);
        String options = "mode=0755,uid=" + Files.getAttribute(root, "unix:uid") + ",size=" + megabytes + "m";
        String refusal = run("mount", "-t", "tmpfs", "-o", options, "tmpfs", root.toString());
        if (!refusal.isEmpty()) {
            String message = "NOT TESTED: a full disk needs root or sudo to mount a tmpfs: " + refusal;
            System.err.println(message);
            Assumptions.abort(message);
        }
        return new SmallDisk(root);
    }

    /** Returns where it is mounted. */
    public Path root() {
        return root;
    }

    /** Writes a file until nothing more fits, whoever else writes meanwhile, and returns it. */
    public Path fill() throws IOException {
        Path filler = root.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] block = new byte[BLOCK];
            while (root.toFile().getUsableSpace() > 0) {
                out.write(block, 0, (int) Math.min(BLOCK, root.toFile().getUsableSpace()));
            }
        } catch (IOException e) {
            if (root.toFile().getUsableSpace() > 0) {
                throw e;
            }
        }
        return filler;
    }

    @Override
    public void close() throws IOException {
        String refusal = run("umount", "-l", root.toString());
        if (!refusal.isEmpty()) {
            throw new IOException(refusal);
        }
    }

    private static String run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
            command.addAll(List.of("sudo", "-n"));
        }
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            return process.waitFor() == 0 ? "" : command + ": " + output;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
