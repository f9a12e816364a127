package org.rahdari.platform;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which right a page or an endpoint needs: on the class for all of its methods, on a method
 * for that one. A node with a handler that says nothing does not start.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Access {

  /** What the caller has to have. */
  Right value();
}
