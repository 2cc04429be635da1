/** MirrorMaker as a resource of Kubernetes. Not API. */
@NullMarked
package com.datafly.signal.dr.kafka.internal.strimzi;

import org.jspecify.annotations.NullMarked;
