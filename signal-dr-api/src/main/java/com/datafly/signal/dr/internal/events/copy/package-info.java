/**
 * The one engine that copies events: for replay, redelivery, failback, export and the restore of archives. What it
 * wrote and how far it read its source are kept in one transaction of the target. Not API.
 */
@NullMarked
package com.datafly.signal.dr.internal.events.copy;

import org.jspecify.annotations.NullMarked;
