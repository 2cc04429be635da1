/** Base backups over the replication protocol into a repository. Not API. */
@NullMarked
package com.datafly.signal.dr.selfmanaged.internal.backup;

import org.jspecify.annotations.NullMarked;
