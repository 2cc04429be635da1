/** Replay of events and redelivery of dead letters, by the copy engine. Not API. */
@NullMarked
package com.datafly.signal.dr.internal.events.replay;

import org.jspecify.annotations.NullMarked;
