package com.datafly.signal.dr.k8s.testing.internal.store;

import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A change of one object: as it was before, as it is after, and the version that the change made. */
public record Change(
        long version, ResourceType type, ObjectKey key, Optional<ObjectNode> before, Optional<ObjectNode> after) {}
