package com.datafly.signal.dr.k8s.testing.internal.verbs;

import com.datafly.signal.dr.k8s.testing.internal.http.Answer;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What is asked of containers that run, which the server passes on to the kubelet of their node. */
public interface Containers {

    /** Reads a log. */
    Answer log(ObjectNode pod, Request request);

    /** Runs a command. */
    Answer exec(ObjectNode pod, Request request);
}
