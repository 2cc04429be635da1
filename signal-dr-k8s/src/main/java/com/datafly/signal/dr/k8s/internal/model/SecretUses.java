package com.datafly.signal.dr.k8s.internal.model;

import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.SecretUse.Kind;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecretEnvSource;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds every way in which the pods of a template come to know secrets. */
final class SecretUses {

    private final PodSpec pod;
    private final List<SecretUse> uses = new ArrayList<>();

    private SecretUses(PodSpec pod) {
        this.pod = pod;
    }

    static List<SecretUse> of(PodSpec pod) {
        return of(pod, container -> true);
    }

    /** Finds those of a pod; of the containers that were added to it later, those that are {@code living}. */
    static List<SecretUse> of(PodSpec pod, Predicate<String> living) {
        SecretUses found = new SecretUses(pod);
        Fields.list(pod.getInitContainers()).forEach(found::add);
        Fields.list(pod.getContainers()).forEach(found::add);
        Fields.list(pod.getEphemeralContainers()).stream()
                .filter(container -> living.test(Fields.text(container.getName())))
                .forEach(container -> found.add(
                        Fields.text(container.getName()),
                        Fields.list(container.getEnv()),
                        Fields.list(container.getEnvFrom()),
                        Fields.list(container.getVolumeMounts())));
        for (LocalObjectReference pull : Fields.list(pod.getImagePullSecrets())) {
            found.uses.add(new SecretUse(
                    Fields.text(pull.getName()), Kind.IMAGE_PULL, "", Optional.empty(), Optional.empty(), true));
        }
        return List.copyOf(found.uses);
    }

    private void add(Container container) {
        add(
                Fields.text(container.getName()),
                Fields.list(container.getEnv()),
                Fields.list(container.getEnvFrom()),
                Fields.list(container.getVolumeMounts()));
    }

    private void add(String name, List<EnvVar> variables, List<EnvFromSource> sources, List<VolumeMount> mounts) {
        Collection<EnvVar> effective = lastOfEachName(variables);
        effective.forEach(variable -> addVariable(name, variable));
        Set<String> own = effective.stream()
                .filter(variable -> secretKey(variable) == null)
                .map(variable -> Fields.text(variable.getName()))
                .collect(Collectors.toSet());
        for (int i = 0; i < sources.size(); i++) {
            addVariables(name, sources.get(i), own, sources.subList(i + 1, sources.size()));
        }
        mounts.forEach(mount -> addFiles(name, mount));
    }

    /** Of several variables of one name the last one is set. */
    private static Collection<EnvVar> lastOfEachName(List<EnvVar> variables) {
        Map<String, EnvVar> last = new LinkedHashMap<>();
        variables.forEach(variable -> last.put(Fields.text(variable.getName()), variable));
        return last.values();
    }

    private static @Nullable SecretKeySelector secretKey(EnvVar variable) {
        return variable.getValueFrom() == null ? null : variable.getValueFrom().getSecretKeyRef();
    }

    private void addVariable(String container, EnvVar variable) {
        SecretKeySelector key = secretKey(variable);
        if (key != null) {
            uses.add(new SecretUse(
                    Fields.text(key.getName()),
                    Kind.VARIABLE,
                    container,
                    Optional.ofNullable(key.getKey()),
                    Optional.ofNullable(variable.getName()),
                    Fields.yes(key.getOptional())));
        }
    }

    /** Returns what the variables of other sources begin with. */
    private static Set<String> prefixes(List<EnvFromSource> sources, String secret) {
        return sources.stream()
                .filter(source -> source.getSecretRef() == null
                        || !Fields.text(source.getSecretRef().getName()).equals(secret))
                .map(source -> Fields.text(source.getPrefix()))
                .collect(Collectors.toSet());
    }

    /**
     * What a container sets by itself wins over what it takes from a secret as a whole, and a later source over an
     * earlier one.
     */
    private void addVariables(String container, EnvFromSource variables, Set<String> own, List<EnvFromSource> later) {
        SecretEnvSource secret = variables.getSecretRef();
        if (secret != null) {
            uses.add(new SecretUse(
                    Fields.text(secret.getName()),
                    Kind.ALL_VARIABLES,
                    container,
                    Optional.empty(),
                    Optional.ofNullable(Fields.textOrNull(variables.getPrefix())),
                    Fields.yes(secret.getOptional()),
                    own,
                    prefixes(later, Fields.text(secret.getName()))));
        }
    }

    private void addFiles(String container, VolumeMount mount) {
        for (Volume volume : Fields.list(pod.getVolumes())) {
            if (!Fields.text(volume.getName()).equals(mount.getName())) {
                continue;
            }
            if (volume.getSecret() != null) {
                Source source = new Source(
                        Fields.text(volume.getSecret().getSecretName()),
                        Kind.FILES,
                        Fields.yes(volume.getSecret().getOptional()));
                addFiles(container, mount, source, volume.getSecret().getItems());
            }
            if (volume.getProjected() != null) {
                for (VolumeProjection part : Fields.list(volume.getProjected().getSources())) {
                    addProjected(container, mount, part);
                }
            }
        }
    }

    private void addProjected(String container, VolumeMount mount, VolumeProjection part) {
        if (part.getSecret() != null) {
            Source source = new Source(
                    Fields.text(part.getSecret().getName()),
                    Kind.PROJECTED_FILES,
                    Fields.yes(part.getSecret().getOptional()));
            addFiles(container, mount, source, part.getSecret().getItems());
        }
    }

    /** A mount shows the volume's folder, or one path in it: the key of that name, unless items say otherwise. */
    private void addFiles(String container, VolumeMount mount, Source whole, @Nullable List<KeyToPath> items) {
        String at = Fields.text(mount.getMountPath());
        String inside = Fields.text(mount.getSubPath());
        if (!Fields.text(mount.getSubPathExpr()).isEmpty()) {
            addSomewhere(container, whole, items);
            return;
        }
        Source source = inside.isEmpty() ? whole : new Source(whole.secret(), Kind.FIXED_FILES, whole.optional());
        if (Fields.list(items).isEmpty()) {
            add(container, source, Optional.of(inside).filter(path -> !path.isEmpty()), at);
            return;
        }
        for (KeyToPath item : Fields.list(items)) {
            String path = Fields.text(item.getPath());
            if (inside.isEmpty()) {
                add(container, source, Optional.ofNullable(item.getKey()), joined(at, path));
            } else if (path.equals(inside)) {
                add(container, source, Optional.ofNullable(item.getKey()), at);
            } else if (path.startsWith(inside + "/")) {
                add(
                        container,
                        source,
                        Optional.ofNullable(item.getKey()),
                        joined(at, path.substring(inside.length() + 1)));
            }
        }
    }

    /** Which path a mount shows only the variables of the running container say: it may be that of any key. */
    private void addSomewhere(String container, Source whole, @Nullable List<KeyToPath> items) {
        List<Optional<String>> keys = Fields.list(items).isEmpty()
                ? List.of(Optional.empty())
                : Fields.list(items).stream()
                        .map(item -> Optional.ofNullable(item.getKey()))
                        .toList();
        keys.forEach(key -> uses.add(
                new SecretUse(whole.secret(), Kind.FIXED_FILES, container, key, Optional.empty(), whole.optional())));
    }

    private static String joined(String folder, String path) {
        return folder.endsWith("/") ? folder + path : folder + "/" + path;
    }

    private void add(String container, Source source, Optional<String> key, String path) {
        uses.add(new SecretUse(source.secret(), source.kind(), container, key, Optional.of(path), source.optional()));
    }

    private record Source(String secret, Kind kind, boolean optional) {}
}
