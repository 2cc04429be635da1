/** Stands for a provider, so that the rules of the architecture can be seen to fail. */
@NullMarked
package com.datafly.signal.dr.gcp;

import org.jspecify.annotations.NullMarked;
