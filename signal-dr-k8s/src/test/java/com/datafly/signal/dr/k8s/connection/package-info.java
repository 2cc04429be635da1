/** Switches of connection secrets by the whole way: playbook, portable types, driver, HTTP, API server, controllers. */
@NullMarked
package com.datafly.signal.dr.k8s.connection;

import org.jspecify.annotations.NullMarked;
