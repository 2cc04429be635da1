/** Not API: files that several processes share and that survive a crash. */
@NullMarked
package com.datafly.signal.dr.internal.file;

import org.jspecify.annotations.NullMarked;
