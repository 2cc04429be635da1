/** JSON over HTTP, for the services beside a cluster. Not API. */
@NullMarked
package com.datafly.signal.dr.kafka.internal.http;

import org.jspecify.annotations.NullMarked;
