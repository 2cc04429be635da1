/** Health, budgets, images and logs by the whole way: portable types, driver, HTTP, API server. */
@NullMarked
package com.datafly.signal.dr.k8s.health;

import org.jspecify.annotations.NullMarked;
