/** MirrorMaker's configuration, line by line and key by key. Not API. */
@NullMarked
package com.datafly.signal.dr.kafka.internal.config;

import org.jspecify.annotations.NullMarked;
