/** Not API: sessions with AWS. */
@NullMarked
package com.datafly.signal.dr.aws.internal.client;

import org.jspecify.annotations.NullMarked;
