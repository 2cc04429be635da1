/** What a provider implements. Applications do not need this package. */
@NullMarked
package com.datafly.signal.dr.spi;

import org.jspecify.annotations.NullMarked;
