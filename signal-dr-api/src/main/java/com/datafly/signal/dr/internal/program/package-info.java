/** Programs of the operating system as steps: begun without a shell, watched, found again after a crash. Not API. */
@NullMarked
package com.datafly.signal.dr.internal.program;

import org.jspecify.annotations.NullMarked;
