/** What can be wrong with MirrorMaker's configuration. Not API. */
@NullMarked
package com.datafly.signal.dr.kafka.internal.lint;

import org.jspecify.annotations.NullMarked;
