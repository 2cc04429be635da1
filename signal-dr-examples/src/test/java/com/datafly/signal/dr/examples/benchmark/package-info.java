/** Programs that measure what the library costs. */
@NullMarked
package com.datafly.signal.dr.examples.benchmark;

import org.jspecify.annotations.NullMarked;
