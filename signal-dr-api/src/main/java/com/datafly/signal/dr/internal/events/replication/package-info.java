/** Where copied events stand at the other cluster: pairs of offsets, translation, holes, positions. Not API. */
@NullMarked
package com.datafly.signal.dr.internal.events.replication;

import org.jspecify.annotations.NullMarked;
