/** How MirrorMaker 2 copies: its names, the offsets that it writes down, its tasks. Not API. */
@NullMarked
package com.datafly.signal.dr.kafka.internal.mirror;

import org.jspecify.annotations.NullMarked;
