package com.datafly.signal.dr.k8s.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs commands with the programs of this machine, in the container's environment alone. Paths of mounted files are
 * replaced in the words of the command by where copies of the files are for that time.
 */
final class LocalCommands implements CommandHandler {

    private static final int NOT_FOUND = 127;
    private static final int LONGEST_SECONDS = 20;

    @Override
    public CommandResult run(Command command) {
        try {
            Path root = Files.createTempDirectory("k8s-testing-container");
            try {
                return run(command, root);
            } finally {
                remove(root);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CommandResult.of(NOT_FOUND, "", "interrupted");
        }
    }

    private static CommandResult run(Command command, Path root) throws IOException, InterruptedException {
        for (Map.Entry<String, byte[]> file : command.files().entrySet()) {
            Path path = inside(root, file.getKey());
            Files.createDirectories(path.getParent() == null ? root : path.getParent());
            Files.write(path, file.getValue());
        }
        List<String> words = command.words().stream()
                .map(word -> relocated(word, command, root))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(words).directory(root.toFile());
        builder.environment().clear();
        builder.environment().putAll(command.variables());
        Path output = root.resolve(".output");
        Path errors = root.resolve(".errors");
        builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return CommandResult.missing(command.words().get(0));
        }
        process.getOutputStream().close();
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return CommandResult.of(process.waitFor(), Files.readAllBytes(output), Files.readAllBytes(errors));
    }

    private static Path inside(Path root, String path) {
        return root.resolve(path.startsWith("/") ? path.substring(1) : path);
    }

    private static String relocated(String word, Command command, Path root) {
        String result = word;
        for (String path : command.files().keySet()) {
            result = result.replace(path, inside(root, path).toString());
        }
        return result;
    }

    private static void remove(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
