/**
 * Archives of topics in an object store: segments, the chain of links that makes them exist, and what is read back from
 * them. Not API.
 */
@NullMarked
package com.datafly.signal.dr.internal.events.archive;

import org.jspecify.annotations.NullMarked;
