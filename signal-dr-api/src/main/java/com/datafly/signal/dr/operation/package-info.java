/** Long-running work: its key, its progress, its outcome. */
@NullMarked
package com.datafly.signal.dr.operation;

import org.jspecify.annotations.NullMarked;
