/** Stands for a provider, so that the rules of the architecture can be seen to fail. */
@NullMarked
package com.datafly.signal.dr.aws;

import org.jspecify.annotations.NullMarked;
