package org.rahdari.codec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The most bytes of UTF-8 in a text, bytes in a {@link Bytes}, or elements in a list; {@link
 * Codec#MAX} without it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Max {

  /** The limit, at most 2³¹−1. */
  int value();
}
