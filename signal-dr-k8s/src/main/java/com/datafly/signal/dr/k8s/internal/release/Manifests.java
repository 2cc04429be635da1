package com.datafly.signal.dr.k8s.internal.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.k8s.internal.Attempt;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import com.datafly.signal.dr.platform.ObjectRef;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Objects as a manifest wants them, and as they are: both as JSON of their own words, through no model. */
final class Manifests {

    private static final Pattern SEPARATOR = Pattern.compile("(?m)^---(?:[ \\t].*)?$");

    private final Connection connection;

    Manifests(Connection connection) {
        this.connection = connection;
    }

    Secret objects(Secret manifest) {
        List<Object> objects = new ArrayList<>();
        for (String document : SEPARATOR.split(manifest.<String>use(String::new), -1)) {
            Object read = parsed(document, objects.size() + 1);
            if (read instanceof Map<?, ?> object) {
                addTo(objects, object);
            } else if (read != null) {
                throw unreadable(objects.size() + 1, "no object");
            }
        }
        return Secret.of(Serialization.asJson(objects));
    }

    /** Helm deploys the objects within a List; the server knows no such object. */
    private static void addTo(List<Object> objects, Map<?, ?> object) {
        if (object.get("kind") instanceof String kind
                && kind.endsWith("List")
                && object.get("items") instanceof List<?> items) {
            objects.addAll(items);
        } else {
            objects.add(object);
        }
    }

    /** What the parser says quotes lines, and those hold passwords. */
    private static @Nullable Object parsed(String document, int number) {
        try {
            // Fabric8 takes what begins with a brace for JSON, where YAML asks for fewer quotes.
            return Serialization.unmarshal("---\n" + document, Object.class);
        } catch (RuntimeException e) {
            throw unreadable(number, "not YAML (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static DrException unreadable(int number, String what) {
        return DrException.of(ErrorCode.INTEGRITY_FAILED, "read a manifest", "its document " + number + " is " + what);
    }

    Optional<Secret> live(ObjectRef object) {
        return resource(object).flatMap(resource -> {
            String uri = path(object.apiVersion())
                    + (resource.getNamespaced() ? "/namespaces/" + namespace(object) : "")
                    + "/" + resource.getName() + "/" + object.name();
            return get(Attempt.of("get", resource.getName(), object.name()), uri)
                    .map(Secret::of);
        });
    }

    private String namespace(ObjectRef object) {
        return object.namespace().isEmpty() ? connection.namespace() : object.namespace();
    }

    /** A kind that the server does not know, as after its definition was removed, has no objects. */
    private Optional<APIResource> resource(ObjectRef object) {
        return get(Attempt.of("get", "APIs of " + object.apiVersion()), path(object.apiVersion()))
                .flatMap(json -> Serialization.unmarshal(json, APIResourceList.class).getResources().stream()
                        .filter(one -> object.kind().equals(one.getKind()))
                        .filter(one -> !one.getName().contains("/"))
                        .findFirst());
    }

    private static String path(String apiVersion) {
        return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
    }

    private Optional<String> get(Attempt attempt, String uri) {
        try {
            return Optional.of(connection.read(attempt.withSecrets(), client -> client.raw(uri, "GET", null)));
        } catch (DrException e) {
            if (e.code() == ErrorCode.NOT_FOUND || (e.code() == ErrorCode.UNSUPPORTED && isMissing(e))) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isMissing(DrException failure) {
        return "404".equals(failure.details().get("status"));
    }
}
