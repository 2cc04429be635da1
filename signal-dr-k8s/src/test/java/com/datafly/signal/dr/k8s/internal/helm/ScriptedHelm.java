package com.datafly.signal.dr.k8s.internal.helm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A program that takes the arguments of {@code helm}, writes down them, what it reads, and the files of values that
 * they name, and prints and exits as it was told.
 */
final class ScriptedHelm {

    private final Path folder;
    private final Path program;

    private ScriptedHelm(Path folder) {
        this.folder = folder;
        this.program = folder.resolve("helm");
    }

    /** Makes one that prints this version, and succeeds in everything else. */
    static ScriptedHelm of(Path folder, String version) throws IOException {
        ScriptedHelm helm = new ScriptedHelm(folder);
        Files.writeString(folder.resolve("version"), version + "\n");
        Files.writeString(folder.resolve("action"), "exit 0\n");
        Files.writeString(helm.program, """
                #!/bin/sh
                here=%s
                if [ "$1" = version ]; then cat "$here/version"; exit 0; fi
                for argument in "$@"; do
                  printf '%%s\\n' "$argument" >> "$here/arguments"
                  case $argument in *values-*.yaml) cat "$argument" >> "$here/values"; ls -l "$argument" >> "$here/modes";; esac
                  if [ "$argument" = - ]; then cat >> "$here/input"; fi
                done
                . "$here/action"
                """.formatted(folder));
        Files.setPosixFilePermissions(helm.program, PosixFilePermissions.fromString("rwx------"));
        return helm;
    }

    String program() {
        return program.toString();
    }

    /** Lets it print an error and exit with 1. */
    void fail(String error) throws IOException {
        Files.writeString(folder.resolve("error"), error);
        act("cat \"$here/error\" >&2; exit 1");
    }

    /** Lets it do something, as lines of a shell. */
    void act(String lines) throws IOException {
        Files.writeString(folder.resolve("action"), lines + "\n");
    }

    /** Returns all arguments that it was given, but for those of {@code version}. */
    List<String> arguments() throws IOException {
        return Files.readAllLines(folder.resolve("arguments"), UTF_8);
    }

    /** Returns what it read. */
    String input() throws IOException {
        return Files.readString(folder.resolve("input"));
    }

    /** Returns what was in the files of values. */
    String values() throws IOException {
        return Files.readString(folder.resolve("values"));
    }

    /** Returns who could read them. */
    List<String> modes() throws IOException {
        return Files.readAllLines(folder.resolve("modes"), UTF_8);
    }

    boolean wasCalled() {
        return Files.exists(folder.resolve("arguments"));
    }
}
