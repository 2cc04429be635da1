package com.datafly.signal.dr.k8s.testing;

import com.datafly.signal.dr.k8s.testing.internal.cluster.KubeletApi.Asked;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import java.util.List;
import java.util.Map;

/**
 * A command that a client wants to run in a container.
 *
 * @since 0.1
 */
public final class Command {

    private final Asked asked;

    Command(Asked asked) {
        this.asked = asked;
    }

    /** Returns the namespace of the pod. */
    public String namespace() {
        return Json.text(asked.pod(), "metadata", "namespace");
    }

    /** Returns the name of the pod. */
    public String pod() {
        return Json.text(asked.pod(), "metadata", "name");
    }

    /** Returns the name of the container. */
    public String container() {
        return Json.text(asked.container(), "name");
    }

    /** Returns the image of the container. */
    public String image() {
        return Json.text(asked.container(), "image");
    }

    /** Returns the command and its arguments. */
    public List<String> words() {
        return asked.words();
    }

    /** Returns the container's environment: as it was when the container started. */
    public Map<String, String> variables() {
        return asked.variables();
    }

    /** Returns the files of Secrets and ConfigMaps by their paths: as they are now, unless mounted one by one. */
    public Map<String, byte[]> files() {
        return asked.files();
    }

    @Override
    public String toString() {
        return pod() + "/" + container() + " " + words();
    }
}
