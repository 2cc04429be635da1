package com.datafly.signal.dr.internal.playbook;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.tools.ToolProvider;

/** A named module of a host, compiled and loaded for a test. */
final class HostModule {

    private HostModule() {}

    /** Makes a record {@code host.Input} in a module that declares itself so. */
    static Object input(Path folder, String declaration) throws IOException, ReflectiveOperationException {
        Path sources = Files.createDirectories(folder.resolve("src/host"));
        Path module = Files.writeString(sources.resolveSibling("module-info.java"), declaration);
        Path input = Files.writeString(
                sources.resolve("Input.java"),
                "package host; record Input(String text) { static Object give() { return new Input(\"hello\"); } }");
        Path giver = Files.writeString(
                sources.resolve("Giver.java"),
                "package host; public final class Giver implements java.util.function.Supplier<Object> {"
                        + " public Object get() { return Input.give(); } }");
        Path classes = folder.resolve("classes");
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), module.toString(), input.toString(), giver.toString());
        if (exit != 0) {
            throw new IllegalStateException("javac ended with " + exit);
        }
        return load(classes);
    }

    private static Object load(Path classes) throws ReflectiveOperationException {
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration().resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("host"));
        ModuleLayer.Controller layer = ModuleLayer.defineModulesWithOneLoader(
                configuration, List.of(boot), ClassLoader.getSystemClassLoader());
        Class<?> giver = layer.layer().findLoader("host").loadClass("host.Giver");
        layer.addExports(giver.getModule(), "host", HostModule.class.getModule());
        return ((Supplier<?>) giver.getConstructor().newInstance()).get();
    }
}
