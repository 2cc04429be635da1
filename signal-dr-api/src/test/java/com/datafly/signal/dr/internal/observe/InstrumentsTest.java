package com.datafly.signal.dr.internal.observe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.playbook.RunEvent;
import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** With and without the libraries, on the class path and on the module path. */
class InstrumentsTest {

    private static final String MODULE = "com.datafly.signal.dr";
    private static final List<String> BOTH = List.of("MicrometerMeters", "OpenTelemetrySpans");
    private static final Pattern LIBRARIES =
            Pattern.compile("micrometer\\..*|HdrHistogram|io\\.opentelemetry\\.(api|context|common)");
    /** What the module's own descriptor does not name. */
    private static final Pattern BEHIND = Pattern.compile("com\\.fasterxml\\..*|io\\.github\\.resilience4j\\..*");

    private final ClassLoader platform = ClassLoader.getPlatformClassLoader();

    @Test
    void bothLibrariesAreFoundOnTheClassPath() throws Exception {
        assertThat(found(InstrumentsTest.class.getClassLoader())).isEqualTo(BOTH);
    }

    @Test
    void withoutThemOnTheClassPathNothingIsMissed() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (Path path : classPath()) {
            if (!isLibrary(path)) {
                urls.add(path.toUri().toURL());
            }
        }
        try (URLClassLoader hiding = new URLClassLoader(urls.toArray(URL[]::new), platform)) {
            assertThat(found(hiding)).isEmpty();
        }
    }

    @Test
    void bothLibrariesAreFoundOnTheModulePath() throws Exception {
        Set<String> roots = Set.of(MODULE, "micrometer.core", "io.opentelemetry.api");

        assertThat(foundInModules(roots, true, platform)).isEqualTo(BOTH);
    }

    @Test
    void withoutThemOnTheModulePathNothingIsMissed() throws Exception {
        assertThat(foundInModules(Set.of(MODULE), false, platform)).isEmpty();
    }

    @Test
    void onTheClassPathTheyServeTheModule() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (Path path : classPath()) {
            if (isLibrary(path)) {
                urls.add(path.toUri().toURL());
            }
        }
        try (URLClassLoader libraries = new URLClassLoader(urls.toArray(URL[]::new), platform)) {
            assertThat(foundInModules(Set.of(MODULE), false, libraries)).isEqualTo(BOTH);
        }
    }

    /** Tells a run to whatever is found, which links the libraries, and returns the names of their listeners. */
    private static List<String> found(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> instruments = loader.loadClass(Instruments.class.getName());
        Class<?> event = loader.loadClass(RunEvent.class.getName());
        Object started = loader.loadClass(RunEvent.RunStarted.class.getName())
                .getConstructors()[0]
                .newInstance("run-1", Events.AT, "database-failure", true, 1L);
        List<String> names = new ArrayList<>();
        for (Object listener : (List<?>) instruments.getMethod("onClassPath").invoke(null)) {
            Method on = listener.getClass().getMethod("on", event);
            on.setAccessible(true);
            on.invoke(listener, started);
            names.add(listener.getClass().getSimpleName());
        }
        return names;
    }

    private static List<String> foundInModules(Set<String> roots, boolean libraries, ClassLoader parent)
            throws Exception {
        ModuleFinder finder = modules(libraries);
        Configuration modules = ModuleLayer.boot().configuration().resolve(finder, ModuleFinder.of(), roots);
        ModuleLayer.Controller layer =
                ModuleLayer.defineModulesWithOneLoader(modules, List.of(ModuleLayer.boot()), parent);
        Module module = layer.layer().findModule(MODULE).orElseThrow();
        layer.addOpens(module, Instruments.class.getPackageName(), InstrumentsTest.class.getModule());
        return found(module.getClassLoader());
    }

    /** Finds the module, what it needs, and the libraries if they are wanted; not the jars of the tests. */
    private static ModuleFinder modules(boolean libraries) {
        Map<String, ModuleReference> all = new HashMap<>();
        for (Path path : classPath()) {
            reference(path)
                    .ifPresent(found -> all.putIfAbsent(found.descriptor().name(), found));
        }
        Map<String, ModuleReference> seen = new HashMap<>();
        requireNonNull(all.get(MODULE), MODULE).descriptor().requires().stream()
                .map(requires -> requires.name())
                .filter(name ->
                        all.containsKey(name) && !LIBRARIES.matcher(name).matches())
                .forEach(name -> seen.put(name, all.get(name)));
        all.forEach((name, found) -> {
            boolean library = libraries && LIBRARIES.matcher(name).matches();
            if (library || name.equals(MODULE) || BEHIND.matcher(name).matches()) {
                seen.put(name, found);
            }
        });
        return new ModuleFinder() {
            @Override
            public Optional<ModuleReference> find(String name) {
                return Optional.ofNullable(seen.get(name));
            }

            @Override
            public Set<ModuleReference> findAll() {
                return Set.copyOf(seen.values());
            }
        };
    }

    private static Optional<ModuleReference> reference(Path path) {
        try {
            return ModuleFinder.of(path).findAll().stream().findFirst();
        } catch (FindException e) {
            // A jar or a folder that is no module.
            return Optional.empty();
        }
    }

    private static boolean isLibrary(Path path) {
        return reference(path)
                .filter(found -> LIBRARIES.matcher(found.descriptor().name()).matches())
                .isPresent();
    }

    private static List<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .toList();
    }
}
