/** What is done with events when a cluster is lost or its events are wanted again, on clusters in memory. */
@NullMarked
package com.datafly.signal.dr.examples.events;

import org.jspecify.annotations.NullMarked;
