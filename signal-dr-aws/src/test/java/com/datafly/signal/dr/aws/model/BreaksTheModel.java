package com.datafly.signal.dr.aws.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a test, or a class of tests, that sends RDS on purpose what its model forbids. What is answered is checked all the
 * same.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface BreaksTheModel {}
